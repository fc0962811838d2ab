import type { Environment } from '../environment';
import type { Finding } from './faults';
import { DEFAULT_INTEGRATION, DEFAULT_SYNTAX, DEFAULT_TEMPLATE } from './auth0-schema';
import { MAX_BUDGET_SECONDS } from './schema';
import { isObject, show, valueAt } from './values';

/** What the section `auth0` says about itself, and what it asks of the routes. */
export const auth0Findings = (file: unknown): readonly Finding[] => [
  ...templateFindings(valueAt(file, 'auth0', 'connection')),
  ...phoneProviderFindings(file),
  ...secondFactorFindings(file),
  ...budgetFindings(file),
];

/** Of our Action's 20 seconds, what is left for it and for the way there and back. */
const MAX_BUDGET_OF_ACTION_SECONDS = 15;

/**
 * Auth0 ends an Action after 20 seconds, and ours hangs up on the gateway before. Source: auth0.com/docs,
 * "Actions Limitations".
 */
const budgetFindings = (file: unknown): readonly Finding[] => {
  const budget = valueAt(file, 'delivery', 'budgetSeconds');
  const caller =
    valueAt(file, 'auth0', 'integration') === 'phone-provider'
      ? '"integration": "phone-provider"'
      : valueAt(file, 'auth0', 'mfa', 'methods') !== undefined && 'auth0.mfa';
  if (caller === false || typeof budget !== 'number') return [];
  if (budget <= MAX_BUDGET_OF_ACTION_SECONDS || budget > MAX_BUDGET_SECONDS) return [];
  return [
    {
      path: ['delivery', 'budgetSeconds'],
      problem: `is ${budget}, and with ${caller} Auth0 calls the gateway by an Action, which it ends after 20 seconds`,
      allowed: `a whole number from 1 to ${MAX_BUDGET_OF_ACTION_SECONDS}`,
    },
  ];
};

/** A placeholder of the other syntax would be sent as it stands, without a code. */
const templateFindings = (connection: unknown): readonly Finding[] => {
  const template = valueAt(connection, 'template') ?? DEFAULT_TEMPLATE;
  const syntax = valueAt(connection, 'syntax') ?? DEFAULT_SYNTAX;
  if (typeof template !== 'string') return [];
  const [mine, other, otherSyntax] =
    syntax === 'md_with_macros'
      ? ['@@password@@', '{{', 'liquid']
      : ['{{', '@@password@@', 'md_with_macros'];
  if (template.includes(mine) || !template.includes(other)) return [];
  return [
    {
      path: ['auth0', 'connection', 'template'],
      problem: `is written for the syntax "${otherSyntax}", so the message would hold no code`,
      allowed: `a template for the syntax ${show(syntax)}, or "syntax": "${otherSyntax}"`,
    },
  ];
};

const phoneProviderFindings = (file: unknown): readonly Finding[] => {
  const integration = valueAt(file, 'auth0', 'integration') ?? DEFAULT_INTEGRATION;
  if (integration === 'phone-provider') {
    // Without `text` among its delivery methods, Auth0 sends no code of a passwordless sign-in.
    return routesServe(file, 'text')
      ? []
      : [
          {
            path: ['auth0', 'integration'],
            problem: 'is "phone-provider", and no route takes texts, so nobody could sign in',
            allowed: 'a route whose methods hold "text"',
          },
        ];
  }
  return integration !== 'sms-gateway' || valueAt(file, 'auth0', 'phoneProvider') === undefined
    ? []
    : [
        {
          path: ['auth0', 'phoneProvider'],
          problem: 'is for tenants whose phone provider is the gateway, and here it is not',
          allowed: 'leave it out, or "integration": "phone-provider"',
        },
      ];
};

/** Auth0 refuses message types that its phone provider does not deliver (409). */
const secondFactorFindings = (file: unknown): readonly Finding[] => {
  const methods = valueAt(file, 'auth0', 'mfa', 'methods');
  if (!Array.isArray(methods)) return [];
  return methods.flatMap((method: unknown, index): Finding | readonly Finding[] => {
    const needed = method === 'voice' ? 'voice' : 'text';
    if ((method !== 'sms' && method !== 'voice') || routesServe(file, needed)) return [];
    return {
      path: ['auth0', 'mfa', 'methods', index],
      problem: `is "${method}", and no route takes ${needed === 'voice' ? 'calls' : 'texts'}`,
      allowed: `a route whose methods hold "${needed}", or leave "${method}" out`,
    };
  });
};

/** Routes of the wrong shape are reported elsewhere. */
const routesServe = (file: unknown, method: 'text' | 'voice'): boolean => {
  const routes = valueAt(file, 'routes');
  if (routes === undefined) return method === 'text';
  if (!Array.isArray(routes)) return true;
  return routes.some((route: unknown) => {
    if (!isObject(route)) return true;
    const methods = route['methods'] ?? ['text'];
    return !Array.isArray(methods) || methods.includes(method);
  });
};

/** The connection's text and sender are the SMS gateway's; the phone provider has templates of its own. */
export const phoneProviderWarnings = ({ name, auth0 }: Environment): readonly string[] => {
  const { template, sender } = auth0.connection;
  const idle = [
    ...(template === DEFAULT_TEMPLATE ? [] : ['template']),
    ...(sender === undefined ? [] : ['sender']),
  ].map((key) => `auth0.connection.${key}`);
  return auth0.integration === 'sms-gateway' || idle.length === 0
    ? []
    : [
        `warning: ${name}: ${idle.join(' and ')} ${idle.length === 1 ? 'has' : 'have'} no effect while the gateway is the phone provider of the tenant, whose phone templates have the text (docs/migrate.md)`,
      ];
};
