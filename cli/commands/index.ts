import type { CommandDefinition } from '#cli/command.ts';
import { alerts } from './alerts/command.ts';
import { completion } from './completion/command.ts';
import { config } from './config/command.ts';
import { cost } from './cost/command.ts';
import { deploy } from './deploy/command.ts';
import { discover } from './discover/command.ts';
import { doctor } from './doctor/command.ts';
import { down } from './down/command.ts';
import { explain } from './explain/command.ts';
import { exportCommand } from './export/command.ts';
import { exportPerson } from './export-person/command.ts';
import { forget } from './forget/command.ts';
import { history } from './history/command.ts';
import { importCommand } from './import/command.ts';
import { keys } from './keys/command.ts';
import { kubeconfig } from './kubeconfig/command.ts';
import { list } from './list/command.ts';
import { logs } from './logs/command.ts';
import { ls } from './ls/command.ts';
import { mcp } from './mcp/command.ts';
import { queues } from './queues/command.ts';
import { recompute } from './recompute/command.ts';
import { refresh } from './refresh/command.ts';
import { reindex } from './reindex/command.ts';
import { rollback } from './rollback/command.ts';
import { saved } from './saved/command.ts';
import { schema } from './schema/command.ts';
import { search } from './search/command.ts';
import { secrets } from './secrets/command.ts';
import { show } from './show/command.ts';
import { similar } from './similar/command.ts';
import { sources } from './sources/command.ts';
import { status } from './status/command.ts';
import { up } from './up/command.ts';

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandDefinition<never>[] = [
  up,
  deploy,
  rollback,
  history,
  status,
  ls,
  queues,
  logs,
  doctor,
  explain,
  cost,
  down,
  discover,
  importCommand,
  refresh,
  recompute,
  reindex,
  search,
  show,
  similar,
  saved,
  alerts,
  list,
  exportCommand,
  mcp,
  exportPerson,
  forget,
  sources,
  keys,
  secrets,
  kubeconfig,
  config,
  schema,
  completion,
];
