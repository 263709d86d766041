import { Global, Module } from '@nestjs/common';
import { CoordinatorsRepository } from './coordinators.repository.js';
import { Neighbours } from './neighbours.js';
import { WakeUps } from './wake-ups.js';

/** Several coordinators on one ledger: who is there, and how they wake each other. */
@Global()
@Module({
  providers: [CoordinatorsRepository, Neighbours, WakeUps],
  exports: [Neighbours],
})
export class NeighboursModule {}
