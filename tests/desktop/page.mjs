// Finds things as a person with a screen reader would: by role and name.

import { until } from './wait.mjs';

/** Runs in the page. Answers with the visible elements of a role whose accessible name matches. */
const FIND = `
  const [role, name, exact, within] = arguments;
  const text = (node) => (node?.textContent ?? '').replace(/\\s+/g, ' ').trim();
  const implicit = (el) => {
    switch (el.localName) {
      case 'a': return el.hasAttribute('href') ? 'link' : '';
      case 'input':
        return { checkbox: 'checkbox', radio: 'radio', search: 'searchbox', number: 'spinbutton',
          button: 'button', submit: 'button' }[el.type] ?? 'textbox';
      case 'h1': case 'h2': case 'h3': case 'h4': return 'heading';
      default:
        return { button: 'button', select: 'combobox', textarea: 'textbox', dialog: 'dialog', tr: 'row', td: 'cell',
          th: 'columnheader', nav: 'navigation', li: 'listitem', table: 'table', main: 'main', option: 'option',
          progress: 'progressbar', meter: 'meter', section: 'region', fieldset: 'group', summary: 'button' }[el.localName] ?? '';
    }
  };
  const byIds = (ids) => ids.split(/\\s+/).map((id) => text(document.getElementById(id))).join(' ').trim();
  const named = (el) => {
    if (el.hasAttribute('aria-labelledby')) return byIds(el.getAttribute('aria-labelledby'));
    if (el.hasAttribute('aria-label')) return el.getAttribute('aria-label').trim();
    if (el.labels?.length) return [...el.labels].map(text).join(' ').trim();
    return text(el) || el.getAttribute('title') || el.getAttribute('placeholder') || '';
  };
  const shown = (el) => el.checkVisibility({ visibilityProperty: true }) && !el.closest('[inert], [aria-hidden="true"]');
  const pattern = exact ? undefined : new RegExp(name, 'i');
  const matches = (found) => name === null || (exact ? found === name : pattern.test(found));
  return [...(within ?? document).querySelectorAll('*')].filter(
    (el) => (el.getAttribute('role') ?? implicit(el)) === role && matches(named(el)) && shown(el));
`;

/** The page of one session, or a part of it. */
export class Page {
  constructor(session, within = null) {
    this.session = session;
    this.within = within;
  }

  /** Everything of that role and name that can be seen now; a name is exact as text, or a pattern. */
  all(role, name = null) {
    const exact = typeof name === 'string';
    return this.session.run(FIND, role, exact ? name : (name?.source ?? null), exact, this.within);
  }

  /** Waits for exactly one. */
  one(role, name, seconds) {
    return until(
      `one ${role} ${name ?? ''}`,
      async () => {
        const found = await this.all(role, name);
        if (found.length > 1) throw new Error(`there are ${found.length}`);
        return found[0];
      },
      seconds,
    );
  }

  /** Waits until there is none. */
  none(role, name, seconds) {
    return until(`no ${role} ${name ?? ''}`, async () => (await this.all(role, name)).length === 0, seconds);
  }

  /** Waits for it to be usable, and clicks it. */
  async click(role, name, seconds) {
    const found = await this.one(role, name, seconds);
    await until(`${role} ${name} can be used`, () => found.isEnabled(), seconds);
    await found.click();
  }

  async fill(name, text, role = 'textbox') {
    const field = await this.one(role, name);
    // The driver does not scroll what scrolls inside a dialog.
    await this.session.run('arguments[0].scrollIntoView({ block: "center" })', field);
    await field.fill(text);
  }

  /** Waits for a text anywhere in this part. */
  see(text, seconds) {
    const pattern = typeof text === 'string' ? undefined : text;
    return until(
      `the text ${text}`,
      async () => {
        const shown = await this.text();
        return pattern ? pattern.exec(shown) : shown.includes(text) && shown;
      },
      seconds,
    );
  }

  /** All visible text of this part. */
  text() {
    return this.session.run('return (arguments[0] ?? document.body).innerText', this.within);
  }

  /** The same questions, asked of one element only. */
  async inside(role, name) {
    return new Page(this.session, await this.one(role, name));
  }
}
