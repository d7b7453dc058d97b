import { Parser } from 'htmlparser2';

export interface PageElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  /** With the text of the elements inside it. */
  text: string;
}

export interface ParsedPage {
  elements: PageElement[];
  /** The elements of this name, and with this class where one is given. */
  all(name: string, className?: string): PageElement[];
}

/** Reads HTML as a browser does: what text smuggles in as an element is an element here. */
export function parsePage(html: string): ParsedPage {
  const elements: PageElement[] = [];
  const open: PageElement[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      const element = { name, attributes, text: '' };
      elements.push(element);
      open.push(element);
    },
    ontext(text) {
      for (const element of open) element.text += text;
    },
    onclosetag() {
      open.pop();
    },
  });
  parser.end(html);
  return {
    elements,
    all: (name, className) =>
      elements.filter(
        (one) =>
          one.name === name &&
          (className === undefined || (one.attributes.class ?? '').split(' ').includes(className)),
      ),
  };
}
