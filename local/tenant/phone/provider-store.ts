/** How the tenant's phone provider sends. */
export type DeliveryMethod = 'text' | 'voice';

/** The tenant-level phone provider, as the tenant keeps it. */
export interface PhoneProvider {
  readonly id: string;
  readonly name: 'twilio' | 'custom';
  readonly disabled: boolean;
  /** Whatever was sent is kept and shown, `delivery_methods` among it. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** Never shown. */
  readonly credentials: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A tenant has one phone provider or none. */
export interface PhoneProviderStore {
  readonly get: () => PhoneProvider | undefined;
  readonly set: (provider: PhoneProvider | undefined) => void;
}

export const createPhoneProviderStore = (): PhoneProviderStore => {
  let provider: PhoneProvider | undefined;
  return {
    get: () => provider,
    set: (next) => {
      provider = next;
    },
  };
};

export const deliveryMethods = (provider: PhoneProvider | undefined): readonly unknown[] => {
  const methods = provider?.configuration['delivery_methods'];
  return Array.isArray(methods) ? methods : [];
};
