/** What one notification came as. */
export const deliveryKinds = ['slack', 'pagerduty', 'webhook', 'email'] as const;

export type DeliveryKind = (typeof deliveryKinds)[number];

/** One notification as it came in. */
export interface Delivery {
  readonly kind: DeliveryKind;
  /** When it came in, ISO 8601. */
  readonly at: string;
  /** The path that was asked, such as `/slack/team-a`; the recipients of a mail, separated by commas. */
  readonly to: string;
  /** The JSON that was sent; a mail's headers and text. */
  readonly body: unknown;
}

/** More than any test lets come in; the oldest go first. */
const mostKept = 1_000;

/** All that came in, in the order in which it came. */
export class Deliveries {
  private kept: Delivery[] = [];

  constructor(private readonly now: () => Date = () => new Date()) {}

  add(kind: DeliveryKind, to: string, body: unknown): void {
    this.kept.push({ kind, at: this.now().toISOString(), to, body });
    this.kept = this.kept.slice(-mostKept);
  }

  list(): readonly Delivery[] {
    return this.kept;
  }

  clear(): void {
    this.kept = [];
  }
}
