import { XPublisher } from 'zeromq';

/** Options of ZeroMQ that zeromq.js gives no name on this kind of socket. */
const ZMQ_SUBSCRIBE = 6;
const ZMQ_UNSUBSCRIBE = 7;

/**
 * A publisher whose subscribers hear nothing before they are admitted (ZMQ_XPUB_MANUAL). Left to itself ZeroMQ sends to a new
 * subscriber as soon as it knows of it, which may be a message or two before this process does.
 */
export class SubscriberSocket extends XPublisher {
  constructor(options: ConstructorParameters<typeof XPublisher>[0]) {
    super(options);
    this.manual = true;
  }

  /** Lets the subscriber whose request was received last hear a topic. @returns false when it has gone away meanwhile */
  admit(topic: Buffer): boolean {
    return this.#tell(ZMQ_SUBSCRIBE, topic);
  }

  /** The same for the end of a subscription. */
  dismiss(topic: Buffer): boolean {
    return this.#tell(ZMQ_UNSUBSCRIBE, topic);
  }

  #tell(option: number, topic: Buffer): boolean {
    try {
      this.setStringOption(option, topic);
      return true;
    } catch (error) {
      // ZeroMQ then has no subscriber to apply it to.
      if ((error as NodeJS.ErrnoException).code === 'EINVAL') return false;
      throw error;
    }
  }
}
