import type { LocalAnswer, LocalHandler, LocalRequest } from './message';

/** One route. In `path`, `:name` stands for one segment, handed over percent-decoded. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly handle: (
    request: LocalRequest,
    parameters: Readonly<Record<string, string>>,
  ) => LocalAnswer | Promise<LocalAnswer>;
}

/** Asks the first route that matches method and path; `otherwise` answers what none matches. */
export const createRouter = (routes: readonly Route[], otherwise: LocalHandler): LocalHandler => {
  const compiled = routes.map((route) => ({ ...route, segments: route.path.split('/') }));
  return (request) => {
    const segments = request.path.split('/');
    for (const route of compiled) {
      if (route.method !== request.method) continue;
      const parameters = match(route.segments, segments);
      if (parameters) return route.handle(request, parameters);
    }
    return otherwise(request);
  };
};

const match = (
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined => {
  if (pattern.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (expected.startsWith(':') && segment !== '') parameters[expected.slice(1)] = decode(segment);
    else if (expected !== segment) return undefined;
  }
  return parameters;
};

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/** The request as the handler mounted at `prefix` sees it, or `undefined` when it is not below. */
export const below = (prefix: string, request: LocalRequest): LocalRequest | undefined =>
  request.path === prefix || request.path.startsWith(`${prefix}/`)
    ? { ...request, path: request.path.slice(prefix.length) || '/' }
    : undefined;
