/// Where attention goes: shares of groups of tokens, layer by layer.
@NullMarked
package dev.fovea.insight.attention;

import org.jspecify.annotations.NullMarked;
