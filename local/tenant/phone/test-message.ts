import type { DeliveryMethod } from './provider-store';
import type { MessageType } from './templates';

/** A message that somebody asked for to see whether the provider works. */
export interface TestMessage {
  readonly to: string;
  readonly deliveryMethod: DeliveryMethod;
  readonly type: MessageType;
  /** The template to try. @default the one in force */
  readonly text?: string;
}
