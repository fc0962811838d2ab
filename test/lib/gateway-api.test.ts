import { Match } from 'aws-cdk-lib/assertions';
import { ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { environmentWith } from '../support/environment';
import { propertiesOf, synthesise } from '../support/template';

const { gateway } = synthesise(environmentWith());
const restricted = synthesise(
  environmentWith({
    api: { throttle: { requestsPerSecond: 7, burstRequests: 9 } },
    network: { allowedCidrs: ['192.0.2.0/24', '198.51.100.7/32'] },
    logs: { retentionDays: 90 },
  }),
).gateway;

describe('the API', () => {
  test('is regional', () => {
    gateway.hasResourceProperties('AWS::ApiGateway::RestApi', {
      EndpointConfiguration: { Types: ['REGIONAL'] },
    });
  });

  test('has one method, POST /sms, answered by the live alias', () => {
    gateway.resourceCountIs('AWS::ApiGateway::Method', 1);
    gateway.resourceCountIs('AWS::ApiGateway::Resource', 1);
    gateway.hasResourceProperties('AWS::ApiGateway::Resource', { PathPart: 'sms' });
    gateway.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'POST',
      Integration: {
        Type: 'AWS_PROXY',
        Uri: {
          'Fn::Join': ['', Match.arrayWith([{ Ref: Match.stringLikeRegexp('^GatewayLive') }])],
        },
      },
    });
  });

  test('is the only one that may call the function, by its one route', () => {
    gateway.resourceCountIs('AWS::Lambda::Permission', 1);
    gateway.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'apigateway.amazonaws.com',
      FunctionName: { Ref: Match.stringLikeRegexp('^GatewayLive') },
      SourceArn: { 'Fn::Join': ['', Match.arrayWith(['/POST/sms'])] },
    });
  });

  test('takes 50 requests per second and bursts of 100 unless the environment says otherwise', () => {
    const throttledTo = (rate: number, burst: number) => ({
      MethodSettings: [
        Match.objectLike({
          ThrottlingRateLimit: rate,
          ThrottlingBurstLimit: burst,
          HttpMethod: '*',
        }),
      ],
    });
    gateway.hasResourceProperties('AWS::ApiGateway::Stage', throttledTo(50, 100));
    restricted.hasResourceProperties('AWS::ApiGateway::Stage', throttledTo(7, 9));
  });

  test('is traced, and logs no headers or bodies', () => {
    gateway.hasResourceProperties('AWS::ApiGateway::Stage', {
      TracingEnabled: true,
      MethodSettings: [Match.objectLike({ LoggingLevel: 'OFF', DataTraceEnabled: false })],
    });
  });

  test('says its full URL, ending in /sms', () => {
    gateway.hasOutput('GatewayUrl', {
      Value: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('/sms$')])] },
    });
    expect(
      Object.keys(gateway.findOutputs('*', {})).filter((id) => id.includes('Endpoint')),
    ).toEqual([]);
  });
});

describe('the access log', () => {
  const [stage] = propertiesOf(gateway, 'AWS::ApiGateway::Stage');
  const setting = stage?.['AccessLogSetting'] as { readonly Format: string } | undefined;
  const fields = Object.values(JSON.parse(setting?.Format ?? '{}') as Record<string, string>);

  test('is one line of JSON whose fields are all of API Gateway, one each', () => {
    expect(fields.length).toBeGreaterThan(8);
    for (const field of fields) expect(field).toMatch(/^\$context\.[\w.]+$/);
  });

  test.each([
    ['the path as it was asked, with its query', /\$context\.path$|querystring/i],
    ['a header, a body or a parameter', /input|header|body|authorizer|userAgent/i],
    ['the text of an error', /message|validationErrorString/i],
  ])('has no field for %s', (_, forbidden) => {
    expect(fields.filter((field) => forbidden.test(field))).toEqual([]);
  });

  test('is kept as long as the environment says', () => {
    const retentions = (template: typeof gateway) =>
      propertiesOf(template, 'AWS::Logs::LogGroup').map((group) => group['RetentionInDays']);
    expect(retentions(gateway)).toEqual([30, 30]);
    expect(retentions(restricted)).toEqual([90, 90]);
  });
});

describe('an address list', () => {
  test('is enforced by a resource policy: the route is allowed, and denied to all others', () => {
    const route = {
      Principal: { AWS: '*' },
      Action: 'execute-api:Invoke',
      Resource: 'execute-api:/live/POST/sms',
    };
    restricted.hasResourceProperties('AWS::ApiGateway::RestApi', {
      Policy: {
        Statement: [
          { Effect: 'Allow', ...route },
          {
            Effect: 'Deny',
            ...route,
            Condition: { NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '198.51.100.7/32'] } },
          },
        ],
      },
    });
  });

  test('is not needed', () => {
    gateway.hasResourceProperties('AWS::ApiGateway::RestApi', { Policy: Match.absent() });
  });
});

describe('what API Gateway answers itself', () => {
  const answers = new Map(
    (propertiesOf(gateway, 'AWS::ApiGateway::GatewayResponse') as unknown as Answer[]).map(
      (answer) => [answer.ResponseType, answer],
    ),
  );

  test.each([
    ['an unknown path', 'MISSING_AUTHENTICATION_TOKEN', '404', { error: 'not_found' }],
    ['an unknown path with a token', 'INVALID_SIGNATURE', '404', { error: 'not_found' }],
    ['an unknown path with an old token', 'EXPIRED_TOKEN', '404', { error: 'not_found' }],
    ['an unknown resource', 'RESOURCE_NOT_FOUND', '404', { error: 'not_found' }],
    ['too many requests', 'THROTTLED', '429', { error: 'rate_limited', limit: 'api' }],
    ['a used-up quota', 'QUOTA_EXCEEDED', '429', { error: 'rate_limited', limit: 'api' }],
    ['a body over 10 MB', 'REQUEST_TOO_LARGE', '413', { error: 'too_large' }],
    [
      'an address outside the list',
      'ACCESS_DENIED',
      '403',
      { error: 'blocked', reason: 'address_not_allowed' },
    ],
    ['a firewall', 'WAF_FILTERED', '403', { error: 'blocked', reason: 'firewall' }],
    ['a missing authorisation', 'UNAUTHORIZED', '401', { error: 'unauthorized' }],
    ['any other fault of the caller', 'DEFAULT_4XX', undefined, { error: 'invalid_request' }],
    ['a function that takes too long', 'INTEGRATION_TIMEOUT', '504', { error: 'timeout' }],
    ['a function that fails', 'INTEGRATION_FAILURE', '503', { error: 'unavailable' }],
    ['a broken API', 'API_CONFIGURATION_ERROR', '503', { error: 'unavailable' }],
    ['any other fault of ours', 'DEFAULT_5XX', '503', { error: 'unavailable' }],
  ])('%s has the shape of our own answers (%s)', (_, type, status, body) => {
    const answer = answers.get(type);
    expect(answer?.StatusCode).toBe(status);
    expect(JSON.parse(answer?.ResponseTemplates['application/json'] ?? '')).toEqual(body);
  });

  test('leaves no type to API Gateway', () => {
    const types = Object.values(ResponseType).map(({ responseType }: ResponseType) => responseType);
    expect(types).toEqual(expect.arrayContaining([...answers.keys()]));
    expect([...answers.keys()]).toEqual(expect.arrayContaining(['DEFAULT_4XX', 'DEFAULT_5XX']));
    expect(answers.size).toBe(15);
  });

  test.each(['THROTTLED', 'QUOTA_EXCEEDED'])('%s says when to come back', (type) => {
    expect(answers.get(type)?.ResponseParameters).toEqual({
      'gatewayresponse.header.Retry-After': "'1'",
    });
  });
});

interface Answer {
  readonly ResponseType: string;
  readonly StatusCode?: string;
  readonly ResponseTemplates: Readonly<Record<string, string>>;
  readonly ResponseParameters?: Readonly<Record<string, string>>;
}
