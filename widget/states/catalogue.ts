/** Every state there is, in the order of the documentation: axe, screenshots and docs/states.md all go through this list. */
import { ACTING } from "./acting";
import { ANNOUNCEMENTS } from "./announcements";
import { CONVERSATION } from "./conversation";
import { DEMO } from "./demo";
import { DESK } from "./desk";
import { DESK_INBOX } from "./deskinbox";
import { DESKROOM } from "./deskroom";
import { DESK_SETTINGS } from "./desksettings";
import { DRIVER } from "./driver";
import { ENDS } from "./ends";
import { EVENTS_AND_PEOPLE } from "./events";
import { FILES, STAFF_FILES } from "./files";
import { HELP } from "./help";
import { INVITED } from "./invited";
import { MARKS } from "./marks";
import { ONWARD } from "./onward";
import { PATH } from "./path";
import { QUEUE } from "./queue";
import { REPORTING } from "./reporting";
import { SHEETS } from "./sheets";
import { STAFF } from "./staff";
import type { State } from "./state";
import { TILL } from "./till";
import { TROUBLE } from "./trouble";
import { WIDGET } from "./widget";
import { WRITING } from "./writing";

export const STATES: readonly State[] = [
  ...CONVERSATION,
  ...EVENTS_AND_PEOPLE,
  ...MARKS,
  ...ACTING,
  ...REPORTING,
  ...WRITING,
  ...DRIVER,
  ...ANNOUNCEMENTS,
  ...TILL,
  ...FILES,
  ...PATH,
  ...TROUBLE,
  ...HELP,
  ...QUEUE,
  ...ONWARD,
  ...ENDS,
  ...INVITED,
  ...STAFF,
  ...STAFF_FILES,
  ...WIDGET,
  ...SHEETS,
  ...DESK,
  ...DESK_INBOX,
  ...DESK_SETTINGS,
  ...DESKROOM,
  ...DEMO,
];
