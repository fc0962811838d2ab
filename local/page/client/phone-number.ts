/** As people type it and as Auth0 takes it: Auth0 knows no spaces, dashes or brackets. */
export const plain = (text: string): string => text.replaceAll(/[\s\-.()]/g, '');

/** Easier to read; the two countries whose numbers the page proposes in their own groups. */
export const pretty = (number: string): string =>
  number
    .replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 $1 $2 $3')
    .replace(/^\+44(7\d{3})(\d{6})$/, '+44 $1 $2')
    .replace(/^\+61(4\d{2})(\d{3})(\d{3})$/, '+61 $1 $2 $3');
