import { Global, Module, type BeforeApplicationShutdown, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { InjectLogger, LOGGER, type Logger } from '../logger.js';
import { HealthRegistry } from '../health/health-registry.js';
import { dataSourceOptions, type DatabaseAddress } from './data-source.js';
import { migrate } from './migrate.js';
import { Transactions } from './transaction.js';

async function connect(options: DataSourceOptions, logger: Logger): Promise<DataSource> {
  const source = await new DataSource(options).initialize();
  const applied = await migrate(source);
  if (applied.length > 0) logger.info({ migrations: applied }, 'database migrated');
  return source;
}

/** TypeORM as a provider. Features register their entities with `TypeOrmModule.forFeature`. */
@Global()
@Module({})
export class DatabaseModule implements BeforeApplicationShutdown {
  private static readonly closing = new WeakSet<Logger>();

  constructor(
    source: DataSource,
    health: HealthRegistry,
    @InjectLogger() private readonly logger: Logger,
  ) {
    health.add('database', async () => void (await source.query('SELECT 1')));
  }

  /** From here on connections end because we end them. */
  beforeApplicationShutdown(): void {
    DatabaseModule.closing.add(this.logger);
  }

  static at(address: DatabaseAddress): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [LOGGER],
          useFactory: (logger: Logger) => ({
            ...dataSourceOptions(address, logger, () => DatabaseModule.closing.has(logger)),
            autoLoadEntities: true,
            retryAttempts: 0,
            extraLogger: logger,
          }),
          dataSourceFactory: (options) => {
            if (!options) throw new Error('The data source has no options.');
            const { extraLogger, ...rest } = options as DataSourceOptions & { extraLogger: Logger };
            return connect(rest, extraLogger);
          },
        }),
      ],
      providers: [Transactions],
      exports: [Transactions],
    };
  }
}
