"use client";

import Markdown from "markdown-to-jsx/react";

const OPTIONS = {
  disableParsingRawHTML: true,
  overrides: {
    a: {
      props: {
        target: "_blank",
        rel: "noreferrer",
        className: "text-accent underline underline-offset-2",
      },
    },
    img: () => null,
  },
};

/** Words of a board, such as what to do first. Markdown without HTML and pictures: nothing is fetched by looking. */
export function PanelText({ text }: { text: string }) {
  return (
    <div className="h-full space-y-2 overflow-auto px-4 py-2 text-13 [&_code]:font-mono [&_code]:text-12 [&_h1]:text-15 [&_h1]:font-semibold [&_h2]:font-semibold [&_h3]:font-medium [&_li]:ml-4 [&_ol>li]:list-decimal [&_pre]:overflow-x-auto [&_strong]:font-semibold [&_ul>li]:list-disc">
      <Markdown options={OPTIONS}>{text}</Markdown>
    </div>
  );
}
