import { readFileSync } from 'node:fs';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { GATEWAY_CONFIG_FILE, GATEWAY_ENVIRONMENT, type GatewayConfig } from '../contract';
import { createAwsSecretStore } from '../shared/aws-secret-store';
import { createHttpClient } from '../shared/http';
import { createDynamoDbBreakers } from './adapters/dynamodb-breakers';
import { createDynamoDbLimits } from './adapters/dynamodb-limits';
import type { AnyProviderDefinition } from './adapters/providers/provider';
import { answerTo } from './core/answer';
import type { Delivery, IncomingRequest } from './core/deliver-code';
import { createGateway, type GatewayWorld } from './dependencies';

export type GatewayHandler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

/** The gateway as a Lambda handler: reads the event, delivers the code, writes the journal, answers. */
export const createHandler = (world: GatewayWorld): GatewayHandler => {
  const { deliverCode, journal, monotonicNow } = createGateway(world);
  let coldStart = true;
  return async (event) => {
    const arrivedMs = monotonicNow();
    const delivery = await deliverCode(readEvent(event, arrivedMs)).catch(ofException);
    const { status, headers, body } = answerTo(delivery.outcome);
    journal.completed({
      requestId: event.requestContext.requestId,
      delivery,
      status,
      durationMs: monotonicNow() - arrivedMs,
      coldStart,
    });
    coldStart = false;
    return {
      statusCode: status,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
      body: JSON.stringify(body),
    };
  };
};

/** A bug of ours still gets Auth0 an answer in our own shape, and the journal a trace of it. */
const ofException = (error: unknown): Delivery => {
  const { name, stack = '' } = error instanceof Error ? error : new Error('not an error');
  // The text of an error may quote what it failed on; the frames only name our own code.
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    outcome: { kind: 'unavailable' },
    attempts: [],
    exception: { name, frames: frames.slice(0, 8).map((frame) => frame.trim()) },
  };
};

/**
 * The entry of the bundle, which passes the providers that this environment uses and no others
 * (lib/bundle.ts). Its configuration lies beside it.
 */
export const start = (
  providers: Readonly<Record<string, AnyProviderDefinition>>,
  bundleUrl: string,
): GatewayHandler => {
  const http = createHttpClient();
  const region = process.env['AWS_REGION'] ?? 'us-east-1';
  // A page of DynamoDB is up to a megabyte; no provider has that much to say.
  const aws = { http: createHttpClient({ maxAnswerBytes: 2 ** 20 }), region, env: process.env };
  const configFile = new URL(GATEWAY_CONFIG_FILE, bundleUrl);
  const table = process.env[GATEWAY_ENVIRONMENT.stateTable];
  return createHandler({
    config: JSON.parse(readFileSync(configFile, 'utf8')) as GatewayConfig,
    providers,
    secrets: createAwsSecretStore(aws),
    ...(table && {
      breakers: createDynamoDbBreakers({ ...aws, table, now: Date.now }),
      limits: createDynamoDbLimits({ ...aws, table }),
    }),
    http,
    region,
    env: process.env,
    now: Date.now,
    // Not console.log: Lambda puts a prefix before it, and CloudWatch then sees no metrics.
    writeLine: (line) => process.stdout.write(`${line}\n`),
  });
};

const readEvent = (event: APIGatewayProxyEvent, arrivedMs: number): IncomingRequest => {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  return {
    authorization: headerOf(event, 'authorization'),
    body: bytes.toString('utf8'),
    bodyBytes: bytes,
    arrivedMs,
  };
};

const headerOf = (event: APIGatewayProxyEvent, name: string): string | undefined =>
  // API Gateway sends null, against its type, when there are none.
  Object.entries((event.headers as APIGatewayProxyEvent['headers'] | null) ?? {}).find(
    ([key]) => key.toLowerCase() === name,
  )?.[1];
