import type { CommandDefinition } from '../command.ts';
import { completion } from './completion.ts';
import { config } from './config.ts';
import { cost } from './cost.ts';
import { deploy } from './deploy.ts';
import { doctor } from './doctor.ts';
import { down } from './down.ts';
import { importCommand } from './import.ts';
import { kubeconfig } from './kubeconfig.ts';
import { logs } from './logs.ts';
import { queues } from './queues.ts';
import { reindex } from './reindex.ts';
import { search } from './search.ts';
import { secrets } from './secrets.ts';
import { show } from './show.ts';
import { status } from './status.ts';
import { up } from './up.ts';

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandDefinition<never>[] = [
  up,
  deploy,
  status,
  queues,
  logs,
  doctor,
  cost,
  down,
  importCommand,
  reindex,
  search,
  show,
  secrets,
  kubeconfig,
  config,
  completion,
];
