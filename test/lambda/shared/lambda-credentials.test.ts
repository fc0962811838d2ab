import { defaultProvider } from '../../../lambda/shared/lambda-credentials';

const environment = { ...process.env };
afterEach(() => {
  process.env = { ...environment };
});

test("credentials are those of the function's environment", async () => {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_SESSION_TOKEN: 'session',
  });
  expect(await defaultProvider()()).toEqual({
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'example',
    sessionToken: 'session',
  });
});

test('without them the error has the name by which the SDK is known to report it', async () => {
  delete process.env['AWS_ACCESS_KEY_ID'];
  await expect(defaultProvider()()).rejects.toMatchObject({ name: 'CredentialsProviderError' });
});
