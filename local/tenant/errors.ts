import { jsonResponse, type LocalResponse } from '../http/message';

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  429: 'Too Many Requests',
};

/** The Management API's error envelope (docs/sources.md §4.4). `errorCode` is sometimes missing there, too. */
export const managementError = (
  status: number,
  message: string,
  errorCode?: string,
  headers?: Readonly<Record<string, string>>,
): LocalResponse =>
  jsonResponse(
    status,
    {
      statusCode: status,
      error: REASONS[status] ?? 'Error',
      message,
      ...(errorCode === undefined ? {} : { errorCode }),
    },
    headers,
  );

export const payloadError = (fault: string): LocalResponse =>
  managementError(400, `Payload validation error: ${fault}.`, 'invalid_body');

export const queryError = (fault: string): LocalResponse =>
  managementError(400, `Query validation error: ${fault}.`, 'invalid_query_string');

/** The Authentication API's error: OAuth's two fields. */
export const authenticationError = (
  status: number,
  error: string,
  description: string,
): LocalResponse => jsonResponse(status, { error, error_description: description });
