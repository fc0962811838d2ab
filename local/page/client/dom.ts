type Child = Node | string | undefined;

export interface Attributes {
  readonly [name: string]: string | number | boolean | undefined;
}

/** A new element. `true` sets a bare attribute; `false` and `undefined` leave it out. */
export const element = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false)
      made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
};

/** The element of that id, which index.html must have. */
export const byId = <Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind => {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`index.html has no ${kind.name} with id "${id}"`);
  return found;
};

const SVG = 'http://www.w3.org/2000/svg';

export type Icon = 'check' | 'cross' | 'again' | 'detour' | 'key' | 'question' | 'stop';

/** One of the symbols in index.html. Decoration: the words beside it say the same. */
export const icon = (name: Icon): SVGElement => {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.append(use);
  return svg;
};

export const timeOf = (iso: string): HTMLTimeElement =>
  element(
    'time',
    { datetime: iso },
    new Date(iso).toLocaleTimeString([], {
      timeStyle: 'medium',
      hourCycle: 'h23',
    }),
  );
