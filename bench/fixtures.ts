import { SignJWT } from 'jose';
import { GATEWAY_ENVIRONMENT, gatewayTokenClaims, secretNames } from '../lambda/contract';

/** Name of the environment that the benchmark pretends to be. */
export const ENVIRONMENT = 'bench';

const claims = gatewayTokenClaims(ENVIRONMENT);
const secrets = secretNames(ENVIRONMENT);

/** As long as a real one. Not a secret: it opens nothing but the stand-ins of this folder. */
const GATEWAY_TOKEN_SECRET = 'bench0123456789'.repeat(5).slice(0, 64);

/** What the stand-ins accept. A contestant that sends anything else is answered 401. */
export const CREDENTIALS = {
  awsAccessKeyId: 'AKIDBENCHBENCHBENCH0',
  clickatellApiKey: 'bench-clickatell-api-key',
  twilioAccountSid: `AC${'0123456789abcdef'.repeat(2)}`,
  twilioAuthToken: 'fedcba9876543210'.repeat(2),
  twilioMessagingServiceSid: `MG${'0123456789abcdef'.repeat(2)}`,
} as const;

/** Provider names of our own environment; the same as their types. */
export const PROVIDER = { sns: 'sns', twilio: 'twilio' } as const;

/** What the Secrets Manager stand-in holds. */
export const SECRET_VALUES: Readonly<Record<string, string>> = {
  [secrets.gatewayToken]: GATEWAY_TOKEN_SECRET,
  [secrets.sendLimitsKey]: 'hash0123456789ab'.repeat(4),
  [secrets.provider(PROVIDER.twilio)]: JSON.stringify({ authToken: CREDENTIALS.twilioAuthToken }),
};

/**
 * The environment variables of every contestant, the same for all: what Lambda sets, where the
 * stand-ins are, and what the peers are configured by.
 */
export const contestantEnvironment = (standIns: string): Record<string, string> => ({
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: CREDENTIALS.awsAccessKeyId,
  AWS_SECRET_ACCESS_KEY: 'bench-secret-access-key',
  AWS_SESSION_TOKEN: 'bench-session-token',
  AWS_ENDPOINT_URL_SECRETS_MANAGER: standIns,
  AWS_ENDPOINT_URL_SNS: standIns,
  AWS_ENDPOINT_URL_DYNAMODB: standIns,
  [GATEWAY_ENVIRONMENT.stateTable]: 'sms-gateway-bench',
  AWS_LAMBDA_FUNCTION_NAME: 'sms-gateway-bench',
  AWS_LAMBDA_FUNCTION_VERSION: '1',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  // The SDK warns about Node.js 20 on standard error; Lambda runs 24 and does not.
  NODE_NO_WARNINGS: '1',

  GATEWAY_AUDIENCE: claims.audience,
  GATEWAY_SUBJECT: claims.subject,
  GATEWAY_TOKEN_SECRET,
  GATEWAY_TOKEN_SECRET_NAME: secrets.gatewayToken,
  CLICKATELL_URL: standIns,
  CLICKATELL_API_KEY: CREDENTIALS.clickatellApiKey,
  TWILIO_URL: standIns,
  TWILIO_ACCOUNT_SID: CREDENTIALS.twilioAccountSid,
  TWILIO_AUTH_TOKEN: CREDENTIALS.twilioAuthToken,
  TWILIO_MESSAGING_SERVICE_SID: CREDENTIALS.twilioMessagingServiceSid,
});

/** A message as a provider should come to hear of it. */
export interface Message {
  readonly recipient: string;
  readonly text: string;
}

/** The `index`-th message: a recipient and a code of its own, so that nothing can be cached. */
export const messageOf = (index: number): Message => ({
  recipient: `+1202${5_000_000 + index}`,
  text: `Your Acme code is ${String(100_000 + index)}`,
});

/** Auth0's request for a message, as API Gateway hands it to a Lambda, with a token of its own. */
export const eventOf = async ({ recipient, text }: Message): Promise<object> => {
  const token = await signToken(recipient);
  const headers = {
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/json',
    Host: 'abcdefghij.execute-api.eu-west-1.amazonaws.com',
    'User-Agent': 'Auth0',
    'X-Forwarded-For': '203.0.113.7',
    'X-Forwarded-Port': '443',
    'X-Forwarded-Proto': 'https',
  };
  return {
    resource: '/sms',
    path: '/sms',
    httpMethod: 'POST',
    headers,
    multiValueHeaders: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value]]),
    ),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      accountId: '111111111111',
      apiId: 'abcdefghij',
      authorizer: null,
      domainName: 'abcdefghij.execute-api.eu-west-1.amazonaws.com',
      httpMethod: 'POST',
      identity: { sourceIp: '203.0.113.7', userAgent: 'Auth0' },
      path: '/live/sms',
      protocol: 'HTTP/1.1',
      requestId: crypto.randomUUID(),
      requestTimeEpoch: Date.now(),
      resourceId: 'abc123',
      resourcePath: '/sms',
      stage: 'live',
    },
    body: JSON.stringify({
      recipient,
      body: text,
      sender: '+15551234567',
      req: { ip: '203.0.113.7', 'user-agent': 'curl' },
    }),
    isBase64Encoded: false,
  };
};

/** Auth0 signs one per request; `jti` keeps ours apart within the same second. */
const signToken = (jti: string): Promise<string> =>
  new SignJWT({ jti })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setAudience(claims.audience)
    .setSubject(claims.subject)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(GATEWAY_TOKEN_SECRET));
