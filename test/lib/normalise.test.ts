import { normalise } from '../support/normalise';

const templateOf = (assetHash: string, versionHash: string) => ({
  Resources: {
    Function3F156EB1: {
      Properties: { Code: { S3Bucket: 'assets', S3Key: `${assetHash}.zip` }, Timeout: 28 },
    },
    [`FunctionCurrentVersion44754F1F${versionHash}`]: { Type: 'AWS::Lambda::Version' },
    Live: {
      Properties: {
        FunctionVersion: {
          'Fn::GetAtt': [`FunctionCurrentVersion44754F1F${versionHash}`, 'Version'],
        },
      },
    },
    Stage: { Properties: { DeploymentId: { Ref: `RestDeployment820C2982${versionHash}` } } },
  },
});

const before = templateOf('6d77fec595880e10'.repeat(4), '1659d0bfbbe631625063a9741f9b3a0e');
const after = templateOf('a1b2c3d4e5f60718'.repeat(4), '0e3a9b1f74a9635062316ebbfb0d9651');

describe('a normalised template', () => {
  test('is the same for two versions of the code', () => {
    expect(before).not.toEqual(after);
    expect(normalise(before)).toEqual(normalise(after));
  });

  test('names what was taken out, in keys and in values', () => {
    expect(normalise(before)).toMatchObject({
      Resources: {
        Function3F156EB1: { Properties: { Code: { S3Key: '<asset-hash>.zip' } } },
        'FunctionCurrentVersion<hash>': {},
        Live: {
          Properties: {
            FunctionVersion: { 'Fn::GetAtt': ['FunctionCurrentVersion<hash>', 'Version'] },
          },
        },
        Stage: { Properties: { DeploymentId: { Ref: 'RestDeployment<hash>' } } },
      },
    });
  });

  test('keeps everything else, types included', () => {
    const other = { Text: 'Deployment', List: [1, true, null], Id: 'Function3F156EB1' };
    expect(normalise(other)).toEqual(other);
  });
});
