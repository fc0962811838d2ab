/**
 * Loaded into every Lambda of MiniStack. It sends what is for AWS to itself and keeps the path, but
 * serves a deployed API under another one.
 */
const http = require('node:http');

const EXECUTE_API =
  /^https:\/\/([a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com\/([a-z]+)\/(.*)$/;
const { request } = http;

const onMiniStack = (api, stage, path) => `/restapis/${api}/${stage}/_user_request_/${path}`;

http.request = (options, ...rest) => {
  // The address as it was asked for.
  const [, api, stage, path] = EXECUTE_API.exec(options?.href ?? '') ?? [];
  return api === undefined
    ? request(options, ...rest)
    : request(Object.assign({}, options, { path: onMiniStack(api, stage, path) }), ...rest);
};
