/** An answer of the server that this page came from. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** `undefined` when nobody answered. */
export const ask = async (
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer | undefined> => {
  try {
    const response = await fetch(path, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return { status: response.status, body: parse(await response.text()) };
  } catch {
    return undefined;
  }
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** A field of somebody's JSON, when it is text. */
export const textAt = (body: unknown, name: string): string => {
  const value =
    typeof body === 'object' && body !== null
      ? (body as Readonly<Record<string, unknown>>)[name]
      : undefined;
  return typeof value === 'string' ? value : '';
};
