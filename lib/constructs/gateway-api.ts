import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AuthorizationType,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { SMS_PATH } from '../../lambda/contract';
import { accessLogFormat } from './access-log';
import { acknowledge } from './acknowledge';
import { FiniteLogGroup, type FiniteLogGroupProps } from './finite-log-group';
import { addGatewayResponses } from './gateway-responses';

const STAGE_NAME = 'live';

export interface GatewayApiProps extends FiniteLogGroupProps {
  /** Name of the environment; part of the API's name. */
  readonly environment: string;
  /** Answers `POST /sms`, and checks the caller's token. */
  readonly handler: IFunction;
  readonly throttle: { readonly requestsPerSecond: number; readonly burstRequests: number };
  /**
   * Addresses that may call at all, on top of the token and never instead of it.
   *
   * @default - every address may try its token
   */
  readonly allowedCidrs?: readonly string[];
}

/** The regional REST API that Auth0 calls: `POST /sms` and nothing else. */
export class GatewayApi extends Construct {
  /** Full URL of the one route, ending in `/sms`. */
  readonly url: string;
  readonly api: RestApi;
  readonly accessLogs: LogGroup;

  constructor(scope: Construct, id: string, props: GatewayApiProps) {
    super(scope, id);

    this.accessLogs = new FiniteLogGroup(this, 'AccessLogs', props);

    this.api = new RestApi(this, 'Rest', {
      restApiName: `sms-gateway-${props.environment}`,
      description: `SMS gateway for Auth0, environment ${props.environment}`,
      endpointTypes: [EndpointType.REGIONAL],
      ...(props.allowedCidrs && { policy: onlyFrom(props.allowedCidrs) }),
      // The one role by which API Gateway writes any access log in this account and region. Other
      // APIs use the same setting, so it stays when this stack goes.
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN,
      deployOptions: {
        stageName: STAGE_NAME,
        throttlingRateLimit: props.throttle.requestsPerSecond,
        throttlingBurstLimit: props.throttle.burstRequests,
        tracingEnabled: true,
        accessLogDestination: new LogGroupLogDestination(this.accessLogs),
        accessLogFormat: accessLogFormat(),
        loggingLevel: MethodLoggingLevel.OFF,
        dataTraceEnabled: false,
      },
    });
    // RestApi's own output shows the API without its route.
    this.api.node.tryRemoveChild('Endpoint');
    addGatewayResponses(this.api);

    const route = this.api.root.addResource(SMS_PATH);
    const post = route.addMethod(
      'POST',
      new LambdaIntegration(props.handler, { allowTestInvoke: false }),
      { authorizationType: AuthorizationType.NONE },
    );
    this.url = this.api.urlForPath(route.path);

    const tokenIsChecked =
      'Auth0 can only send a bearer token signed with the shared gateway token. The function ' +
      'verifies algorithm, signature, audience and subject before anything else, and no setting ' +
      'turns that off.';
    acknowledge(post, 'AwsSolutions-APIG4', tokenIsChecked);
    acknowledge(post, 'AwsSolutions-COG4', tokenIsChecked);
    acknowledge(
      this.api,
      'AwsSolutions-APIG2',
      'The function validates the body after the token: a caller without one learns nothing of the ' +
        'schema, and one with a token is told which field is wrong.',
    );
    acknowledge(
      this.api.deploymentStage,
      'AwsSolutions-APIG3',
      'A firewall costs a monthly fee and cannot tell Auth0 from others better than the token does. ' +
        'Throttling, network.allowedCidrs and the token stand in; a WebACL can be associated by ARN.',
    );
    acknowledge(
      this.api.deploymentStage,
      'AwsSolutions-APIG6',
      'Execution logs hold headers and bodies, thus tokens, codes and phone numbers. The access log ' +
        'has one line per request, with the type of error, and the function logs its outcome.',
    );
    const cloudWatchRole = this.api.node.tryFindChild('CloudWatchRole');
    if (cloudWatchRole !== undefined) {
      acknowledge(
        cloudWatchRole,
        'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
        'The account-wide logging role of API Gateway serves every API of the account, so AWS defines ' +
          'what it may do: write logs. Only apigateway.amazonaws.com can assume it.',
      );
    }
  }
}

/** Allows the one route, and denies it to every address outside the list. */
const onlyFrom = (cidrs: readonly string[]): PolicyDocument => {
  const callers = {
    principals: [new AnyPrincipal()],
    actions: ['execute-api:Invoke'],
    resources: [`execute-api:/${STAGE_NAME}/POST/${SMS_PATH}`],
  };
  return new PolicyDocument({
    statements: [
      new PolicyStatement({ effect: Effect.ALLOW, ...callers }),
      new PolicyStatement({
        effect: Effect.DENY,
        ...callers,
        conditions: { NotIpAddress: { 'aws:SourceIp': [...cidrs] } },
      }),
    ],
  });
};
