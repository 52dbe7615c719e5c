/// Pages that stand alone: one file, no requests.
@NullMarked
package dev.fovea.insight.page;

import org.jspecify.annotations.NullMarked;
