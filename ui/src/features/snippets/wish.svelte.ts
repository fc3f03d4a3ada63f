import type { ApiShape, Form, SnippetPreview, TargetRow } from '$lib/api/contract';

/** What the user wants of a snippet, as far as it was said; the core chooses the rest. */
export class Wish {
  /** Absent: the provider's own. */
  variable = $state<string>();
  model = $state<string>();
  shape = $state<ApiShape>();
  /** A form holds for the target that it was chosen for: the next one begins with its safest. */
  #form = $state.raw<{ target: string; form: Form }>();

  choose(target: string, form: Form): void {
    this.#form = { target, form };
  }

  /** The chosen form, or the safest that the key can have, or the safest. */
  formOf(target: TargetRow): Form {
    const chosen = this.#form?.target === target.id ? this.#form.form : undefined;
    const has = target.forms.some(({ form }) => form === chosen);
    const safest = target.forms.find(({ unfit }) => unfit === null) ?? target.forms[0];
    return (has ? chosen : undefined) ?? safest?.form ?? 'placeholder';
  }

  request(key_id: string, target: TargetRow, form: Form): SnippetPreview {
    const variable = target.variable === null ? this.variable?.trim() : undefined;
    const model = this.model?.trim();
    const shape = this.shape && target.shapes.includes(this.shape) ? this.shape : undefined;
    return {
      key_id,
      target: target.id,
      form,
      ...(variable && { variable }),
      ...(model && { model }),
      ...(shape && { shape }),
    };
  }
}
