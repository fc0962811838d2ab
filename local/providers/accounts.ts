/** The account that the stand-in of each provider knows: whoever shows something else is refused. */
export interface Accounts {
  /** `undefined`: any well-formed signature will do, as in an AWS on localhost. */
  readonly sns: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  readonly clickatell: { readonly apiKey: string };
  readonly twilio: { readonly accountSid: string; readonly authToken: string };
  readonly plivo: { readonly authId: string; readonly authToken: string };
}

/** Made up; they open nothing but the stand-ins. */
export const STAND_IN_ACCOUNTS: Accounts = {
  sns: { accessKeyId: 'STANDINACCESSKEYID', secretAccessKey: 'stand-in-secret-access-key' },
  clickatell: { apiKey: 'stand-in-clickatell-api-key' },
  twilio: {
    accountSid: 'AC00000000000000000000000000000001',
    authToken: 'stand-in-twilio-auth-token',
  },
  plivo: { authId: 'MASTANDINSTANDINSTAN', authToken: 'stand-in-plivo-auth-token' },
};

/** User name and password of a Basic authorization. */
export const readBasic = (header = ''): readonly [user: string, password: string] | undefined => {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/.exec(header) ?? [];
  if (encoded === undefined) return undefined;
  const [user = '', password = ''] = Buffer.from(encoded, 'base64')
    .toString('utf8')
    .split(/:(.*)/s);
  return [user, password];
};
