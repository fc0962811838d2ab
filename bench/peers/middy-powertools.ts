/**
 * What AWS's own guidance leads to in 2026: middy with Powertools for logs and metrics, zod for the
 * input, the token's secret from Secrets Manager, the SMS through SNS, both by the AWS SDK. The
 * clients are imported by name so that the bundler can shake them, and are created once. Tracing is
 * left out, in the peer's favour: the X-Ray SDK alone would double what it loads.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import middy from '@middy/core';
import jwt from 'jsonwebtoken';
import { z } from 'zod';

const logger = new Logger({ serviceName: 'sms-gateway' });
const metrics = new Metrics({ namespace: 'SmsGatewayPeer', serviceName: 'sms-gateway' });
const sns = new SNSClient({ maxAttempts: 1 });

/** Asked for while the module still loads, so that the first request need not start it. */
const tokenSecret = new SecretsManagerClient({ maxAttempts: 1 })
  .send(new GetSecretValueCommand({ SecretId: process.env.GATEWAY_TOKEN_SECRET_NAME }))
  .then(({ SecretString }) => SecretString);

const smsRequest = z.object({
  recipient: z.string().regex(/^\+[1-9]\d{3,14}$/),
  body: z.string().min(1),
  sender: z.string().optional(),
});

const answer = (statusCode, body) => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const isAuthorized = async (event): Promise<boolean> => {
  const [scheme, token] = (event.headers?.Authorization ?? '').split(' ');
  const secret = await tokenSecret;
  try {
    jwt.verify(token, secret, {
      algorithms: ['HS256'],
      audience: process.env.GATEWAY_AUDIENCE,
      subject: process.env.GATEWAY_SUBJECT,
    });
    return scheme === 'Bearer';
  } catch {
    return false;
  }
};

const readMessage = (event) => {
  try {
    return smsRequest.safeParse(JSON.parse(event.body)).data;
  } catch {
    return undefined;
  }
};

const sendSms = async (event) => {
  if (!(await isAuthorized(event))) return answer(401, { error: 'unauthorized' });
  const message = readMessage(event);
  if (message === undefined) return answer(400, { error: 'invalid_request' });
  try {
    const { MessageId } = await sns.send(
      new PublishCommand({
        PhoneNumber: message.recipient,
        Message: message.body,
        MessageAttributes: {
          'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' },
        },
      }),
    );
    logger.info('sent', { messageId: MessageId });
    metrics.addMetric('Accepted', MetricUnit.Count, 1);
    return answer(200, { status: 'accepted', messageId: MessageId });
  } catch (error) {
    logger.error('not sent', error);
    metrics.addMetric('Failed', MetricUnit.Count, 1);
    return answer(502, { error: 'delivery_failed' });
  }
};

export const handler = middy(sendSms)
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics, { captureColdStartMetric: true }));
