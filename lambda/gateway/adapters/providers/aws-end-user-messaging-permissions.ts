import type { Permission } from './provider';

/** The settings that name something in AWS: by id, by name or by ARN. */
export interface NamedResources {
  readonly region?: string;
  readonly originationIdentity?: string;
  readonly configurationSet?: string;
  readonly protectConfigurationId?: string;
  readonly notifyConfigurationId?: string;
}

/**
 * What the role needs to send by AWS End User Messaging: the resources that the settings name, and
 * a wildcard only where AWS leaves no choice.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsendusermessagingsmsandvoicev2.html
 */
export const sendPermissions = (settings: NamedResources): readonly Permission[] =>
  settings.notifyConfigurationId === undefined
    ? [textPermission(settings), ...voicePermissions(settings)]
    : [
        {
          effect: 'Allow',
          actions: ['sms-voice:SendNotifyTextMessage', 'sms-voice:SendNotifyVoiceMessage'],
          resources: [
            arnOf(settings, 'notify-configuration', settings.notifyConfigurationId),
            ...configurationSetOf(settings),
          ],
          why: `Only this Notify configuration sends. ${ACCOUNT_OF_THE_STACK}`,
        },
      ];

const ACCOUNT_OF_THE_STACK =
  'The settings hold ids without the account, and without a region unless one is set; neither can be any but those of the call.';

const textPermission = (settings: NamedResources): Permission => {
  const { originationIdentity, protectConfigurationId } = settings;
  const effect = 'Allow';
  const actions = ['sms-voice:SendTextMessage'];
  if (originationIdentity === undefined) {
    const why = 'Without an "originationIdentity" AWS picks one, and there is no ARN to name.';
    return { effect, actions, resources: ['*'], why };
  }
  return {
    effect,
    actions,
    resources: [
      identityArn(settings, originationIdentity),
      ...configurationSetOf(settings),
      ...(protectConfigurationId === undefined
        ? []
        : [arnOf(settings, 'protect-configuration', protectConfigurationId)]),
    ],
    why: `Only this sender. Its ARN has the id of a phone number and not the number, and the country of a sender ID. ${ACCOUNT_OF_THE_STACK}`,
  };
};

/** A call needs a number, so a role that sends from a sender ID, or from what AWS picks, may not call. */
const voicePermissions = ({ originationIdentity = '' }: NamedResources): readonly Permission[] =>
  /^\+?\d|^(?:phone|pool)-.{8}|:(?:phone-number|pool)\//.test(originationIdentity)
    ? [
        {
          effect: 'Allow',
          actions: ['sms-voice:SendVoiceMessage'],
          resources: ['*'],
          why: 'IAM knows no resource for this action.',
        },
      ]
    : [];

const identityArn = (settings: NamedResources, identity: string): string => {
  if (/^\+?\d+$/.test(identity)) return arnOf(settings, 'phone-number', '*');
  if (/^phone-.{8}/.test(identity)) return arnOf(settings, 'phone-number', identity);
  if (/^pool-.{8}/.test(identity)) return arnOf(settings, 'pool', identity);
  return arnOf(settings, 'sender-id', identity, '/*');
};

const configurationSetOf = (settings: NamedResources): readonly string[] =>
  settings.configurationSet === undefined
    ? []
    : [arnOf(settings, 'configuration-set', settings.configurationSet)];

/** What is an ARN already stays one. */
const arnOf = (
  { region = '*' }: NamedResources,
  type: string,
  id: string,
  qualifier = '',
): string => (id.startsWith('arn:') ? id : `arn:*:sms-voice:${region}:*:${type}/${id}${qualifier}`);
