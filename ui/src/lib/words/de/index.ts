import type { Words } from '../types';
import { accounts } from './accounts';
import { acts } from './acts';
import { activity } from './activity';
import { clipboard } from './clipboard';
import { closing } from './closing';
import { common } from './common';
import { create } from './create';
import { diagnosis } from './diagnosis';
import { errors } from './errors';
import { gateway } from './gateway';
import { importing } from './importing';
import { keys } from './keys';
import { limits } from './limits';
import { meters } from './meters';
import { palette } from './palette';
import { providers } from './providers';
import { reveal } from './reveal';
import { revoke } from './revoke';
import { rotation } from './rotation';
import { settings } from './settings';
import { shell } from './shell';
import { shortcuts } from './shortcuts';
import { snippets } from './snippets';
import { status } from './status';
import { time } from './time';
import { usage } from './usage';
import { vault } from './vault';
import { welcome } from './welcome';

export const de: Words = {
  accounts,
  acts,
  activity,
  clipboard,
  closing,
  common,
  create,
  diagnosis,
  errors,
  gateway,
  importing,
  keys,
  limits,
  meters,
  palette,
  providers,
  reveal,
  revoke,
  rotation,
  settings,
  shell,
  shortcuts,
  snippets,
  status,
  time,
  usage,
  vault,
  welcome,
};
