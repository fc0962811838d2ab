import { jsonResponse, type LocalRequest, type LocalResponse } from '../../../local/http/message';
import { serve } from '../../../local/http/serve';
import { AwsRefusal, type AwsState, emptyAccount } from './aws-state';
import { jsonActions } from './aws-json-actions';
import { queryActions } from './aws-query-actions';

export interface AwsServer {
  readonly url: string;
  readonly state: AwsState;
  /** IAM actions that were called, in order, e.g. `secretsmanager:PutSecretValue`. */
  readonly calls: string[];
  /** What a process needs to take it for AWS. */
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/** As much of AWS as the commands ask, over real HTTP and for the real SDK. */
export const startAwsServer = async (): Promise<AwsServer> => {
  const state = emptyAccount();
  const calls: string[] = [];

  const answer = (request: LocalRequest): LocalResponse => {
    const call = readCall(request);
    calls.push(call.action);
    try {
      if (!state.takesCredentials)
        throw new AwsRefusal(
          call.isQuery ? 'InvalidClientTokenId' : 'UnrecognizedClientException',
          403,
        );
      if (state.denied.has(call.action))
        throw new AwsRefusal(call.isQuery ? 'AccessDenied' : 'AccessDeniedException', 403);
      if (call.isQuery) {
        const body = queryActions[call.action]?.(call.input, state);
        if (body === undefined) throw new AwsRefusal('InvalidAction');
        return xml(200, `<R><${call.name}Result>${body}</${call.name}Result></R>`);
      }
      const json = jsonActions[call.action];
      if (json === undefined) throw new AwsRefusal('UnknownOperationException');
      return jsonResponse(200, json(call.input, state));
    } catch (error) {
      if (!(error instanceof AwsRefusal)) throw error;
      const { code, message, status } = error;
      return call.isQuery
        ? xml(status, `<R><Error><Code>${code}</Code><Message>${message}</Message></Error></R>`)
        : jsonResponse(status, { __type: code, message });
    }
  };

  const { url, close } = await serve(answer);
  return {
    url,
    state,
    calls,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      // Neither a profile of the person who runs the tests, nor the metadata service.
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    close,
  };
};

const xml = (status: number, body: string): LocalResponse => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body,
});

interface Call {
  /** As IAM has it. */
  readonly action: string;
  readonly name: string;
  readonly isQuery: boolean;
  readonly input: Readonly<Record<string, unknown>>;
}

/** The service stands in the scope of the signature, the operation where its protocol has it. */
const readCall = ({ headers, body, path }: LocalRequest): Call => {
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(
    headers['authorization'] ?? '',
  )?.[1];
  const target = headers['x-amz-target'];
  if (target !== undefined) {
    const name = target.replace(/^.*\./, '');
    return {
      action: `${service}:${name}`,
      name,
      isQuery: false,
      input: JSON.parse(body) as Call['input'],
    };
  }
  const lambda = /^\/[\d-]+\/functions\/([^/]+)\/(\w+)$/.exec(path);
  if (lambda !== null) {
    const name =
      lambda[2] === 'concurrency' ? 'GetFunctionConcurrency' : 'GetFunctionConfiguration';
    return { action: `lambda:${name}`, name, isQuery: false, input: { FunctionName: lambda[1] } };
  }
  const input = Object.fromEntries(new URLSearchParams(body));
  const name = input['Action'] ?? '';
  return { action: `${service}:${name}`, name, isQuery: true, input };
};
