/// How much of what decides the answer flows out of visual tokens.
@NullMarked
package dev.fovea.insight.flow;

import org.jspecify.annotations.NullMarked;
