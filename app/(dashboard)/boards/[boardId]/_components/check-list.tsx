"use client";

type Props<Choice extends string> = {
  legend: string;
  choices: readonly Choice[];
  chosen: readonly Choice[];
  labelOf: (choice: Choice) => string;
  /** In the order of the choices. */
  onChange: (chosen: Choice[]) => void;
};

/** Any number of some choices. */
export function CheckList<Choice extends string>({
  legend,
  choices,
  chosen,
  labelOf,
  onChange,
}: Props<Choice>) {
  return (
    <fieldset>
      <legend className="mb-1 text-12 text-text-2">{legend}</legend>
      <div className="flex flex-wrap gap-x-4">
        {choices.map((choice) => (
          <label key={choice} className="control inline-flex items-center gap-1.5">
            <input
              type="checkbox"
              checked={chosen.includes(choice)}
              onChange={() =>
                onChange(choices.filter((one) => chosen.includes(one) !== (one === choice)))
              }
            />
            {labelOf(choice)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
