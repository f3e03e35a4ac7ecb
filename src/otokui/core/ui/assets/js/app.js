// The little script of every page. htmx does the talking to the server; nothing here knows the shop.
import htmx from "htmx.org";
import { listenForCombos } from "./combos.js";
import { listenForBeats } from "./beats.js";
import { listenForCopies } from "./copies.js";
import { listenForEdits } from "./edits.js";
import { listenForKeys } from "./keys.js";
import { listenForOrders } from "./orders.js";
import { listenForPicks } from "./picks.js";
import { listenForSheets } from "./sheets.js";
import { listenForStale } from "./stale.js";
import { listenForToasts } from "./toasts.js";
import { listenForToday } from "./today.js";
import { listenForUploads } from "./uploads.js";

window.htmx = htmx;
listenForCombos(document);
listenForBeats(document);
listenForCopies(document);
listenForEdits(document);
listenForKeys(document);
listenForOrders(document);
listenForPicks(document);
listenForSheets(document);
listenForStale(document);
listenForToasts(document);
listenForToday(document);
listenForUploads(document);
