import "./ready.js";
import "./guard.js";
import "./photo.js";
import "./undo.js";
import "./code.js";
import "./print.js";
