import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { gatewayTokenClaims } from '../../../lambda/contract';
import type { HttpResponse } from '../../../lambda/shared/http';
import { probeGateway } from '../../../lambda/shared/gateway-probe';
import { fail, ok, type Result } from '../../../lambda/shared/result';
import { readAwsFault } from '../../shared/aws-faults';
import type { Facts } from '../facts';
import {
  type Check,
  type Fact,
  first,
  given,
  green,
  ofAwsFault,
  once,
  type Outcome,
  red,
  skipped,
  yellow,
} from '../outcome';
import type { DoctorWorld } from '../world';

const TIMEOUT_MS = 15_000;
/** The gateway allows a token's times this much. */
const MAX_SKEW_MS = 60_000;

/** The deployed gateway, from outside and from within. Nothing is sent. */
export const gatewayChecks = (world: DoctorWorld, facts: Facts): readonly Check[] => {
  const answer = once(() => askUnsigned(world, facts.gatewayUrl));
  const answered = first('Gateway URL', answer);
  return [
    {
      id: 'gateway-url',
      title: 'Gateway URL',
      look: () =>
        given(answer, ({ status }) =>
          status === 401
            ? green('answers, and refuses a request without a token')
            : yellow(
                'answered 403: this machine is not among network.allowedCidrs',
                'run the doctor from one of those addresses',
              ),
        ),
    },
    {
      id: 'clock',
      title: 'Clock',
      look: () => given(answered, (response) => ofClock(response, world.now())),
    },
    {
      id: 'gateway-token',
      title: 'Gateway token',
      look: () =>
        given(answered, (response) => {
          if (response.status !== 401) return skipped('the gateway does not answer this machine');
          if (ofClock(response, world.now()).level === 'red')
            return skipped('first see to "Clock"');
          return given(facts.gatewayUrl, (url) =>
            given(facts.gatewayKey, (key) => probe(world, url, key)),
          );
        }),
    },
    {
      id: 'gateway-function',
      title: 'Gateway function',
      look: () => lookAtFunction(world, facts),
    },
  ];
};

const askUnsigned = async (
  { http, environment: { name } }: DoctorWorld,
  gatewayUrl: Fact<string>,
): Promise<Result<HttpResponse, Outcome>> => {
  const url = await gatewayUrl();
  if (!url.ok) return url;
  const answer = await http.request({
    method: 'POST',
    url: url.value,
    headers: { 'content-type': 'application/json' },
    body: '{}',
    timeoutMs: TIMEOUT_MS,
  });
  const redeploy = `npx cdk deploy "${name}/Gateway"; if it stays, look at the log of the gateway (docs/runbook.md)`;
  if (!answer.ok)
    return fail(red(`${url.value} gave no answer (${answer.error.reason})`, redeploy));
  const { status } = answer.value;
  if (status === 401 || status === 403) return ok(answer.value);
  if (status < 300) {
    return fail(
      red(
        `it answered ${status} to a request without a token, so anybody can send through it`,
        `npx cdk deploy "${name}/Gateway" at once, and find out what answers there`,
      ),
    );
  }
  return fail(red(`it answered ${status} where a gateway answers 401`, redeploy));
};

/** Auth0's own clock is right; one that is wrong here makes our tokens and AWS signatures wrong. */
const ofClock = ({ headers }: HttpResponse, nowMs: number): Outcome => {
  const theirsMs = Date.parse(headers['date'] ?? '');
  if (Number.isNaN(theirsMs)) return skipped('the answer has no date');
  const seconds = Math.round(Math.abs(nowMs - theirsMs) / 1000);
  return seconds * 1000 > MAX_SKEW_MS
    ? red(
        `the clock of this machine is ${seconds} s off AWS's`,
        'set the clock (NTP): until then what this machine signs is refused, and other lines here may be wrong',
      )
    : green();
};

const probe = async (
  { http, now, environment: { name } }: DoctorWorld,
  url: string,
  key: string,
): Promise<Outcome> => {
  const claims = gatewayTokenClaims(name);
  const result = await probeGateway({ http, url, key, ...claims, now, timeoutMs: TIMEOUT_MS });
  if (result === 'ready') return green('a signed request was accepted, and nothing was sent');
  if ('unreachable' in result) {
    return red(
      `a signed request got no answer of a gateway (${result.unreachable})`,
      `npx cdk deploy "${name}/Gateway", if the one that is deployed is older than this checkout`,
    );
  }
  return result.refused === 401
    ? red(
        'the deployed gateway refuses a token that is signed with the secret',
        `if the secret is newer than five minutes, wait; else npx cdk deploy "${name}/Gateway" (docs/runbook.md, "unauthorized")`,
      )
    : red(
        `the deployed gateway answered a signed request with ${result.refused}`,
        'look at the log of the gateway (docs/runbook.md)',
      );
};

const lookAtFunction = async ({ lambda }: DoctorWorld, { resources }: Facts): Promise<Outcome> =>
  given(resources, async (all) => {
    const found = all.find(
      ({ type, logicalId }) => type === 'AWS::Lambda::Function' && logicalId.startsWith('Gateway'),
    );
    if (found === undefined) return skipped('the stack has no function');
    const FunctionName = found.physicalId;
    try {
      const [{ State }, { ReservedConcurrentExecutions }] = await Promise.all([
        lambda.send(new GetFunctionConfigurationCommand({ FunctionName })),
        lambda.send(new GetFunctionConcurrencyCommand({ FunctionName })),
      ]);
      if (ReservedConcurrentExecutions === 0) {
        return red(
          'its reserved concurrency is 0, so it never runs',
          `aws lambda delete-function-concurrency --function-name ${FunctionName}`,
        );
      }
      return State === 'Failed'
        ? red('Lambda says that it cannot run (Failed)', 'deploy the Gateway stack again')
        : green();
    } catch (error) {
      return ofAwsFault(
        readAwsFault(error, 'lambda:GetFunctionConfiguration and GetFunctionConcurrency'),
      );
    }
  });
