import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { AdminSecret } from '../../auth/index.js';
import { InjectConfig, type CoordinatorConfig } from '../../platform/config/config.js';
import { sameText } from '../../platform/crypto/token-hash.js';
import { Metrics } from '../../platform/metrics/metrics.js';

/** Who may scrape: the operator, and whoever has the token that was made for it. */
@Injectable()
export class MetricsDoor {
  constructor(
    private readonly metrics: Metrics,
    private readonly adminSecret: AdminSecret,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {}

  /** The scrape, or a 401 sentence. */
  async scrape(shown: { bearer?: string | undefined; adminSecret?: string | undefined }) {
    const { metricsToken } = this.config;
    const known =
      metricsToken !== undefined && shown.bearer !== undefined && sameText(shown.bearer, metricsToken);
    if (!known) this.needOperator(shown.adminSecret);
    return { contentType: this.metrics.contentType, text: await this.metrics.text() };
  }

  private needOperator(adminSecret: string | undefined): void {
    if (adminSecret !== undefined) return this.adminSecret.need(adminSecret);
    throw new FarmError(
      'unauthorized',
      'Metrics are for the operator of the farm. Send FRAMEFARM_METRICS_TOKEN in the header Authorization: Bearer, or ' +
        'the admin secret in the header x-admin-secret.',
    );
  }
}
