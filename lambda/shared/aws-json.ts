import { createAwsRequest, type AwsRequestOptions } from './aws-request';
import { fail, ok, type Result } from './result';

export interface AwsJsonOptions extends Omit<AwsRequestOptions, 'endpoint'> {
  /** Before the operation in `X-Amz-Target`, e.g. `DynamoDB_20120810`. */
  readonly target: string;
  readonly jsonVersion: '1.0' | '1.1';
  /** For one call, in milliseconds. */
  readonly timeoutMs: number;
}

/** `refused` carries the name of AWS's error, without its namespace, and all that AWS answered. */
export type AwsFault =
  | {
      readonly kind: 'refused';
      readonly error: string;
      readonly answer: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'unavailable' };

export type AwsJsonCall = (
  operation: string,
  input: Readonly<Record<string, unknown>>,
) => Promise<Result<Readonly<Record<string, unknown>>, AwsFault>>;

/**
 * Calls a service that speaks AWS JSON, to an answer that was understood.
 * Protocol: smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export const createAwsJsonCall = (options: AwsJsonOptions): AwsJsonCall => {
  const { target, jsonVersion, timeoutMs } = options;
  const send = createAwsRequest(options);
  return async (operation, input) => {
    const answer = await send({
      headers: awsJsonHeaders(jsonVersion, `${target}.${operation}`),
      body: JSON.stringify(input),
      timeoutMs,
    });
    if (!answer.ok) return fail({ kind: 'unavailable' });
    const json = readObject(answer.value.body);
    if (json === undefined) return fail({ kind: 'unavailable' });
    if (answer.value.status === 200) return ok(json);
    return fail({ kind: 'refused', error: awsErrorName(json), answer: json });
  };
};

/** `target`: the service's own name for itself, a dot, and the operation. */
export const awsJsonHeaders = (version: AwsJsonOptions['jsonVersion'], target: string) => ({
  'content-type': `application/x-amz-json-${version}`,
  'x-amz-target': target,
});

/** Without the namespace that some services put before it. */
export const awsErrorName = (json: unknown): string =>
  typeof json === 'object' && json !== null && '__type' in json && typeof json.__type === 'string'
    ? json.__type.replace(/^.*#/, '')
    : '';

const readObject = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? { ...json } : undefined;
  } catch {
    return undefined;
  }
};
