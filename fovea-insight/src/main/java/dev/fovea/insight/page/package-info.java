/// Building blocks of pages that stand alone: one file of HTML, without a network, for eyes,
/// keyboards and screen readers, on screens of any size and on paper.
@NullMarked
package dev.fovea.insight.page;

import org.jspecify.annotations.NullMarked;
