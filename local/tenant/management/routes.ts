import type { RandomInt } from '../../random';
import type { ConnectionStore } from '../connection-store';
import type { LogStore } from '../log-store';
import type { PhoneSystem } from '../phone/phone-system';
import { sendMessage } from '../phone/send-message';
import type { TestMessage } from '../phone/test-message';
import { actionRoutes } from './actions';
import { actionVersionRoutes } from './action-versions';
import type { ApplicationStore } from '../application-store';
import type { ManagementRoute } from './api';
import { applicationRoutes } from './applications';
import { clientRoutes } from './clients';
import { connectionRoutes } from './connections';
import { guardianRoutes } from './guardian';
import { logRoutes } from './logs';
import { phoneProviderRoutes } from './phone-providers';
import { phoneTemplateRoutes } from './phone-templates';
import { tenantSettingsRoutes } from './tenant-settings';
import { triggerRoutes } from './triggers';

export interface ManagementWorld {
  readonly applications: ApplicationStore;
  readonly connections: ConnectionStore;
  readonly phone: PhoneSystem;
  readonly logs: LogStore;
  readonly random: RandomInt;
  readonly now: () => number;
  readonly allowLoopbackGateway: boolean;
}

/** The code in a message that somebody sends to see whether it comes. */
const TEST_CODE = '000000';

/** Everything that the tenant's Management API knows. */
export const managementRoutes = ({
  applications,
  connections,
  phone,
  logs,
  random,
  now,
  allowLoopbackGateway,
}: ManagementWorld): readonly ManagementRoute[] => {
  const connectionsWorld = { connections, now, allowLoopbackGateway };
  const { actions, phoneProvider, templates, settings, isNewTenant } = phone;
  const actionsWorld = { actions, random, now };
  const phoneWorld = {
    ...actionsWorld,
    phoneProvider,
    templates,
    isNewTenant,
    tenantName: phone.name,
    sendTest: ({ to, deliveryMethod, type, text }: TestMessage) => {
      sendMessage(
        phone,
        { type, to, deliveryMethod, text, code: TEST_CODE },
        { request: { ip: '127.0.0.1', method: 'POST' } },
      );
    },
  };
  return [
    ...connectionRoutes(connectionsWorld),
    ...clientRoutes(connectionsWorld),
    ...applicationRoutes(applications),
    ...actionRoutes(actionsWorld),
    ...actionVersionRoutes(actionsWorld),
    ...triggerRoutes(actionsWorld),
    ...phoneProviderRoutes(phoneWorld),
    ...phoneTemplateRoutes(phoneWorld),
    ...tenantSettingsRoutes(settings),
    ...guardianRoutes(phone),
    ...logRoutes(logs),
  ];
};
