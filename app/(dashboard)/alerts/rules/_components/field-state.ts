import type { AlertFormErrors } from "@/lib/view/alert-form.ts";
import type { AlertForm } from "@/lib/view/alert-form-fields.ts";

/** The form and how it is changed; parts of the editor share it. */
export type FormState = {
  form: AlertForm;
  set: (change: Partial<AlertForm>) => void;
  errors: AlertFormErrors;
};

type Texts = {
  [Name in keyof AlertForm]: AlertForm[Name] extends string ? Name : never;
}[keyof AlertForm];

/** What a field of text needs: its value, how it changes, and what is wrong with it. */
export const textField = ({ form, set, errors }: FormState, name: Texts) => ({
  value: form[name],
  onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }),
  error: errors[name],
});
