import { share } from '../../support/how-often';
import { OPERATIONS, SCOPES, startScopeRuns } from './support/scope-runs';

describe.each(Object.entries(OPERATIONS))('%s', (_, operation) => {
  test('without any one of the scopes loses nothing, and names the scope or needs it not', async () => {
    const runs = await startScopeRuns(operation);
    const wrong: unknown[] = [];
    for (const scope of share(SCOPES)) {
      const { problems } = await runs.without(scope);
      if (problems.length > 0) wrong.push({ scope, problems });
    }
    await runs.close();
    expect(wrong).toStrictEqual([]);
  }, 120_000);
});
