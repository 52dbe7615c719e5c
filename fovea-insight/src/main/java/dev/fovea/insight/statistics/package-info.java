/// The few statistics that the measures need.
@NullMarked
package dev.fovea.insight.statistics;

import org.jspecify.annotations.NullMarked;
