/** What the servers on the laptop pass around: HTTP without sockets, so that tests need none. */
export interface LocalRequest {
  readonly method: string;
  /** Still percent-encoded, without the query, and without what mounts have taken off. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case; values of a repeated header joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names and values as they came over the wire, in order. */
  readonly rawHeaders: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  readonly remoteAddress: string;
  /** The path as it came, before any mount took its part off. */
  readonly fullPath: string;
}

export interface LocalResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What a broken server does instead of answering. */
export type Misbehaviour =
  /** Reads the request, then drops the connection without a byte. */
  | { readonly misbehaves: 'resets' }
  /** Reads the request and never answers; the connection stays open. */
  | { readonly misbehaves: 'hangs' }
  /** Sends the head and the first half of the body, then drops the connection. */
  | { readonly misbehaves: 'half-answers'; readonly with: LocalResponse };

/** Sends events until the function that it returns is called. */
export type EventStream = (send: (text: string) => void) => () => void;

/** An answer that goes on: server-sent events. */
export interface StreamAnswer {
  readonly streams: EventStream;
}

export type LocalAnswer = LocalResponse | Misbehaviour | StreamAnswer;

export type LocalHandler = (request: LocalRequest) => LocalAnswer | Promise<LocalAnswer>;

/** A request made by hand, as tests do. `target` is a path with or without a query. */
export const localRequest = (
  method: string,
  target: string,
  {
    headers = {},
    body,
    remoteAddress = '127.0.0.1',
  }: {
    readonly headers?: Readonly<Record<string, string>>;
    /** Text goes as it is, anything else as JSON. */
    readonly body?: unknown;
    readonly remoteAddress?: string;
  } = {},
): LocalRequest => {
  const [path = '/', query = ''] = target.split('?');
  const json = body !== undefined && typeof body !== 'string';
  const rawHeaders = Object.entries({
    ...(json ? { 'content-type': 'application/json' } : {}),
    ...headers,
  });
  return {
    method,
    path,
    query: new URLSearchParams(query),
    headers: Object.fromEntries(rawHeaders.map(([name, value]) => [name.toLowerCase(), value])),
    rawHeaders,
    body: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
    remoteAddress,
    fullPath: path,
  };
};

export const jsonResponse = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): LocalResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
});

/** The body as a record, from JSON or from a form; `undefined` when it is neither. */
export const readFields = (request: LocalRequest): Record<string, unknown> | undefined => {
  if (request.headers['content-type']?.includes('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(request.body));
  const parsed = parseJson(request.body);
  return isRecord(parsed) ? parsed : undefined;
};

/** A field of a JSON body, whatever the request calls it: `curl -d` calls everything a form. */
export const jsonField = ({ body }: LocalRequest, name: string): unknown => {
  const parsed = parseJson(body);
  return isRecord(parsed) ? parsed[name] : undefined;
};

/** The parsed text, or `undefined` when it is no JSON. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value when it is text, else nothing: what a field of somebody's JSON is worth. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
