import { jsonResponse, parseJson } from '../../http/message';
import { managementError, payloadError } from '../errors';
import { findPayloadFault } from '../payload';
import {
  DEFAULT_TEXTS,
  MESSAGE_TYPES,
  type PhoneTemplate,
  type PhoneTemplateStore,
} from '../phone/templates';
import { date } from './action-view';
import type { ManagementRoute } from './api';
import {
  createTemplateRule,
  tryRule,
  updateTemplateRule,
  type TemplatePayload,
  type TryPayload,
} from './phone-payload';
import { tryProvider, type PhoneWorld } from './phone-provider-rules';

export interface PhoneTemplatesWorld extends PhoneWorld {
  readonly templates: PhoneTemplateStore;
  /** A tenant of after March 2025, which lists Auth0's own templates, too. */
  readonly isNewTenant: boolean;
}

/** `/api/v2/branding/phone/templates`. Recorded: TestAccPhoneNotificationTemplate of the Terraform provider. */
export const phoneTemplateRoutes = (world: PhoneTemplatesWorld): readonly ManagementRoute[] => {
  const { templates, tenantName, now, isNewTenant } = world;
  const view = (template: PhoneTemplate) => viewTemplate(template, tenantName);
  return [
    {
      method: 'GET',
      path: '/api/v2/branding/phone/templates',
      scope: 'read:phone_templates',
      handle: ({ query }) => {
        const disabled = query.get('disabled');
        const made = templates.all().map(view);
        const listed = [...made, ...(isNewTenant ? standing(templates, tenantName) : [])];
        return jsonResponse(200, {
          templates: listed.filter(
            (template) => disabled === null || String(template.disabled) === disabled,
          ),
        });
      },
    },
    {
      method: 'POST',
      path: '/api/v2/branding/phone/templates',
      scope: 'create:phone_templates',
      handle: ({ body }) => {
        const payload = parseJson(body) as TemplatePayload;
        const fault = findPayloadFault(createTemplateRule, payload);
        if (fault !== undefined) return payloadError(fault);
        const { type = 'otp_verify', disabled = false, content = {} } = payload;
        // The status is recorded; the words are unverified.
        if (templates.byType(type))
          return managementError(409, 'A template of this type is configured already');
        return jsonResponse(201, view(templates.add({ type, disabled, content }, now())));
      },
    },
    {
      method: 'GET',
      path: '/api/v2/branding/phone/templates/:id',
      scope: 'read:phone_templates',
      handle: (_request, { id = '' }) => {
        const template = templates.byId(id);
        return template ? jsonResponse(200, view(template)) : noSuchTemplate();
      },
    },
    {
      method: 'PATCH',
      path: '/api/v2/branding/phone/templates/:id',
      scope: 'update:phone_templates',
      handle: ({ body }, { id = '' }) => {
        const template = templates.byId(id);
        if (!template) return noSuchTemplate();
        const payload = parseJson(body) as TemplatePayload;
        const fault = findPayloadFault(updateTemplateRule, payload);
        if (fault !== undefined) return payloadError(fault);
        return jsonResponse(
          200,
          view(templates.put({ ...template, ...payload, updatedAt: now() })),
        );
      },
    },
    {
      method: 'DELETE',
      path: '/api/v2/branding/phone/templates/:id',
      scope: 'delete:phone_templates',
      handle: (_request, { id = '' }) => {
        if (!templates.byId(id)) return noSuchTemplate();
        templates.remove(id);
        return { status: 204 };
      },
    },
    {
      method: 'PATCH',
      path: '/api/v2/branding/phone/templates/:id/reset',
      scope: 'update:phone_templates',
      handle: (_request, { id = '' }) => {
        const template = templates.byId(id);
        if (!template) return noSuchTemplate();
        const content = { body: { text: DEFAULT_TEXTS[template.type] } };
        return jsonResponse(200, view(templates.put({ ...template, content, updatedAt: now() })));
      },
    },
    {
      method: 'POST',
      path: '/api/v2/branding/phone/templates/:id/try',
      scope: 'create:phone_templates',
      handle: ({ body }, { id = '' }) => {
        const template = templates.byId(id);
        if (!template) return noSuchTemplate();
        const payload = parseJson(body) as TryPayload;
        const fault = findPayloadFault(tryRule, payload);
        if (fault !== undefined) return payloadError(fault);
        const { type, content } = template;
        return tryProvider(world, world.phoneProvider.get(), {
          ...payload,
          type,
          text: content.body?.text,
        });
      },
    },
  ];
};

/** Words unverified. */
const noSuchTemplate = () => managementError(404, 'The phone template does not exist');

const viewTemplate = (
  { id, type, disabled, content, createdAt, updatedAt }: PhoneTemplate,
  tenant: string,
) => ({
  id,
  tenant,
  channel: 'phone',
  type,
  disabled,
  created_at: date(createdAt),
  updated_at: date(updatedAt),
  content: { syntax: 'liquid', ...content },
});

/**
 * Auth0's own templates, listed without an id until one is made of them, with a `from` that is empty
 * and would be refused (auth0-deploy-cli, handlers/phoneTemplates and its change log, #1457).
 */
const standing = (templates: PhoneTemplateStore, tenant: string) =>
  MESSAGE_TYPES.filter((type) => !templates.byType(type)).map((type) => ({
    tenant,
    channel: 'phone',
    type,
    disabled: false,
    content: { syntax: 'liquid', from: '', body: { text: DEFAULT_TEXTS[type] } },
  }));
