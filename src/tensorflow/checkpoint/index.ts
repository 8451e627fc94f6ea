export { Checkpoint } from "./checkpoint.js";
