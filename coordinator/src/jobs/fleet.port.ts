import { Injectable } from '@nestjs/common';
import type { Engine } from '@farm/shared/wire';

/** Places of the connected agents where a picture can be made, by engine. */
export type FleetFacts = readonly {
  engine: Engine;
  slots: number;
  maxWidth: number;
  maxHeight: number;
  labels: readonly string[];
}[];

/** The port to whoever knows the machines; the farm fills it in at start. Until then there are none. */
@Injectable()
export class Fleet {
  private look: () => Promise<FleetFacts> = () => Promise.resolve([]);

  fill(look: () => Promise<FleetFacts>): void {
    this.look = look;
  }

  facts(): Promise<FleetFacts> {
    return this.look();
  }
}
