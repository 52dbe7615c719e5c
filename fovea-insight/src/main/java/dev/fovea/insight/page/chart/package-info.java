/// Charts as SVG, readable without a mouse and without colors.
@NullMarked
package dev.fovea.insight.page.chart;

import org.jspecify.annotations.NullMarked;
