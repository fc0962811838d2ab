import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';

/**
 * One line of JSON per request. Fields are chosen, not copied: no path as it was asked and no query
 * string, no header, no body and no error text, because any of them may hold what a caller put in.
 */
const FIELDS = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  httpMethod: '$context.httpMethod',
  resourcePath: '$context.resourcePath',
  status: '$context.status',
  responseLatency: '$context.responseLatency',
  responseLength: '$context.responseLength',
  integrationLatency: '$context.integration.latency',
  integrationStatus: '$context.integration.status',
  integrationRequestId: '$context.integration.requestId',
  errorType: '$context.error.responseType',
  xrayTraceId: '$context.xrayTraceId',
} as const;

/** Format of the API's access log. */
export const accessLogFormat = (): AccessLogFormat =>
  AccessLogFormat.custom(JSON.stringify(FIELDS));
