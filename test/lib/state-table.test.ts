import { environmentWith } from '../support/environment';
import { actionsOf, statementsOf } from '../support/policies';
import { propertiesOf, resourcesOf, synthesise } from '../support/template';

const retained = synthesise(environmentWith()).gateway;
const destroyed = synthesise(environmentWith({ removalPolicy: 'destroy' })).gateway;

const TABLE = 'AWS::DynamoDB::Table';
const [table] = propertiesOf(retained, TABLE);
const statementWith = (action: string) =>
  statementsOf(retained).find((statement) => actionsOf(statement).includes(action));

describe('the state table', () => {
  test('is one, without an index, and without a name that only one stack could have', () => {
    retained.resourceCountIs(TABLE, 1);
    expect(table).not.toHaveProperty('TableName');
    expect(table).not.toHaveProperty('GlobalSecondaryIndexes');
    expect(table).not.toHaveProperty('LocalSecondaryIndexes');
  });

  test('has the keys that the gateway reads and writes by, and items that end', () => {
    expect(table).toMatchObject({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  test('costs nothing while nobody signs in', () => {
    expect(table?.['BillingMode']).toBe('PAY_PER_REQUEST');
  });

  test('is encrypted with the key of the environment', () => {
    expect(table?.['SSESpecification']).toEqual({
      SSEEnabled: true,
      SSEType: 'KMS',
      KMSMasterKeyId: { 'Fn::GetAtt': [expect.stringMatching(/^SecretsKey/), 'Arn'] },
    });
  });

  test('can be put back to an earlier moment', () => {
    expect(table?.['PointInTimeRecoverySpecification']).toEqual({
      PointInTimeRecoveryEnabled: true,
    });
  });

  test.each([
    ['retain', retained, 'RetainExceptOnCreate', 'Retain'],
    ['destroy', destroyed, 'Delete', 'Delete'],
  ] as const)('follows removalPolicy %s', (_, template, policy, onUpdate) => {
    expect(Object.values(resourcesOf(template, TABLE))).toEqual([
      expect.objectContaining({ DeletionPolicy: policy, UpdateReplacePolicy: onUpdate }),
    ]);
  });
});

describe('the role of the gateway function', () => {
  test('queries and updates this table, and does nothing else to it', () => {
    const uses = statementsOf(retained).filter((statement) =>
      actionsOf(statement).some((action) => action.startsWith('dynamodb:')),
    );
    expect(uses).toEqual([
      {
        Sid: 'UseState',
        Effect: 'Allow',
        Action: ['dynamodb:Query', 'dynamodb:UpdateItem'],
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^StateTable/), 'Arn'] },
      },
    ]);
  });

  test('uses the key for it through DynamoDB only', () => {
    expect(statementWith('kms:GenerateDataKey')).toEqual({
      Sid: 'UseStateKey',
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^SecretsKey/), 'Arn'] },
      Condition: { StringEquals: { 'kms:ViaService': 'dynamodb.eu-west-1.amazonaws.com' } },
    });
  });
});
