import { gatewayTokenClaims } from '../../lambda/contract';
import type { HttpClient } from '../../lambda/shared/http';
import { signToken } from '../support/gateway';
import { ENVIRONMENT } from './environment';

/** What came back from the deployed URL. */
export interface GatewayAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Every answer of the API is a JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Calls the deployed gateway over HTTP, as Auth0 does or as it should not. */
export interface DeployedGateway {
  /** Sends JSON with a good token. */
  readonly send: (message: unknown) => Promise<GatewayAnswer>;
  /** Sends anything: a body as it is, headers as they are, another path or method. */
  readonly call: (
    body: string | undefined,
    headers?: Readonly<Record<string, string>>,
    overrides?: { readonly method?: string; readonly path?: string },
  ) => Promise<GatewayAnswer>;
  /** A good token, or one with other claims or signed otherwise. */
  readonly token: (
    claims?: Readonly<Record<string, unknown>>,
    signing?: Parameters<typeof signToken>[1],
  ) => string;
}

/** @param url where the API is on this machine, ending in `/sms` */
export const createDeployedGateway = (url: string, tokenSecret: string): DeployedGateway => {
  const { audience, subject } = gatewayTokenClaims(ENVIRONMENT);
  const token: DeployedGateway['token'] = (claims = {}, signing = {}) =>
    signToken({ aud: audience, sub: subject, ...claims }, { secret: tokenSecret, ...signing });
  const call: DeployedGateway['call'] = async (body, headers = {}, overrides = {}) => {
    const { method = 'POST', path } = overrides;
    const response = await fetch(path === undefined ? url : url.replace(/\/sms$/, path), {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body }),
    });
    const { status, headers: answered } = response;
    return { status, headers: answered, body: (await response.json()) as GatewayAnswer['body'] };
  };
  return {
    call,
    token,
    send: (message) => call(JSON.stringify(message), { authorization: `Bearer ${token()}` }),
  };
};

const EXECUTE_API =
  /^https:\/\/([a-z0-9]+)\.execute-api\.us-east-1\.amazonaws\.com\/([a-z]+)\/(sms)$/;

/** Where MiniStack serves an API whose real address is `gatewayUrl`. */
export const onMiniStack = (ministack: string, gatewayUrl: string): string => {
  const [, api, stage, path] = EXECUTE_API.exec(gatewayUrl) ?? [];
  if (api === undefined) throw new Error(`${gatewayUrl} is not the URL of a deployed API`);
  return `${ministack}/restapis/${api}/${stage}/_user_request_/${path}`;
};

/** An HTTP client for the stand-in tenant, to which `https://….amazonaws.com` is on this machine. */
export const throughMiniStack = (ministack: string, http: HttpClient): HttpClient => ({
  request: (request) => http.request({ ...request, url: onMiniStack(ministack, request.url) }),
});
