/** Titles of the checks that others point at. */
export const TITLES = {
  account: 'AWS account',
  gatewayStack: 'Gateway stack',
  auth0Stack: 'Auth0 stack',
  domain: 'Auth0 domain',
  token: 'Auth0 credentials',
  scopes: 'Auth0 scopes',
  connection: 'Auth0 connection',
  action: 'Auth0 Action',
  secret: (key: string) => `Secret ${key}`,
} as const;
