//! A drawing as SVG: one group a layer, switched by a legend that works from the disk.

use std::fmt::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::scene::{Color, Layer, Scene, Shape};

/// Width of the legend (points), right of the page.
const LEGEND: f32 = 170.0;
/// What switches the layers.
const SCRIPT: &str = "for(const t of document.querySelectorAll('.toggle'))t.addEventListener('click',()=>{\
const l=document.getElementById(t.dataset.layer);const off=l.style.display==='none';\
l.style.display=off?'':'none';t.classList.toggle('off',!off);});";
const STYLE: &str = "text{font-family:sans-serif}.toggle{cursor:pointer}.toggle.off{opacity:.35}\
.glyphs rect,.cells rect{vector-effect:non-scaling-stroke}";

/// The drawing; `picture` is the page as a PNG file, `shown` the layers that are switched on at first.
pub(super) fn draw(scene: &Scene, picture: Option<&[u8]>, shown: &[Layer]) -> Result<String, fmt::Error> {
    let mut out = String::new();
    let (width, height) = (scene.width, scene.height);
    let tall = height.max(240.0);
    writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {:.2} {tall:.2}" width="{:.0}" height="{:.0}">"#,
        width + LEGEND,
        (width + LEGEND) * 1.5,
        tall * 1.5
    )?;
    writeln!(
        out,
        "<title>{}</title>\n<style>{STYLE}</style>",
        escaped(&scene.caption)
    )?;
    let edge = format!(r#"<rect width="{width:.2}" height="{height:.2}" fill="white" stroke="silver"/>"#);
    writeln!(out, "{edge}")?;
    for layer in Layer::ALL {
        let off = if shown.contains(&layer) {
            ""
        } else {
            r#" style="display:none""#
        };
        let name = layer.name();
        write!(out, r#"<g id="{name}" class="layer {name}"{off}"#)?;
        if layer == Layer::Page {
            writeln!(out, ">")?;
            if let Some(picture) = picture {
                let data = STANDARD.encode(picture);
                writeln!(
                    out,
                    r#"<image width="{width:.2}" height="{height:.2}" href="data:image/png;base64,{data}"/>"#
                )?;
            }
        } else {
            if scene.skew != 0.0 {
                let degrees = scene.skew.to_degrees();
                write!(
                    out,
                    r#" transform="rotate({degrees:.3} {:.2} {:.2})""#,
                    width / 2.0,
                    height / 2.0
                )?;
            }
            writeln!(out, ">")?;
            let mut shapes = scene.shapes.iter().filter(|(of, _)| *of == layer);
            shapes.try_for_each(|(_, one)| shape(&mut out, one))?;
        }
        writeln!(out, "</g>")?;
    }
    legend(&mut out, scene, shown)?;
    writeln!(out, "<script>{SCRIPT}</script>\n</svg>")?;
    Ok(out)
}

fn legend(out: &mut String, scene: &Scene, shown: &[Layer]) -> fmt::Result {
    let x = scene.width + 8.0;
    writeln!(out, r#"<g id="legend" font-size="8">"#)?;
    writeln!(
        out,
        r#"<text x="{x:.2}" y="14">{}</text>"#,
        escaped(&scene.caption)
    )?;
    for (index, layer) in Layer::ALL.into_iter().enumerate() {
        let y = 24.0 + 14.0 * index as f32;
        let off = if shown.contains(&layer) { "" } else { " off" };
        let name = layer.name();
        let count = scene.shapes.iter().filter(|(of, _)| *of == layer).count();
        let color = scene
            .shapes
            .iter()
            .find(|(of, _)| *of == layer)
            .map_or([128; 3], |(_, shape)| color_of(shape));
        writeln!(
            out,
            r#"<g class="toggle{off}" data-layer="{name}"><rect x="{x:.2}" y="{y:.2}" width="150" height="12" fill="white" stroke="silver" stroke-width="0.5"/><rect x="{:.2}" y="{:.2}" width="8" height="8" fill="{}"/><text x="{:.2}" y="{:.2}">{name} ({count})</text></g>"#,
            x + 2.0,
            y + 2.0,
            hex(color),
            x + 14.0,
            y + 9.0
        )?;
    }
    for (index, (role, color)) in scene.roles.iter().enumerate() {
        let y = 136.0 + 12.0 * index as f32;
        writeln!(
            out,
            r#"<rect x="{:.2}" y="{y:.2}" width="8" height="8" fill="{}" fill-opacity="0.5"/><text x="{:.2}" y="{:.2}">{}</text>"#,
            x + 2.0,
            hex(*color),
            x + 14.0,
            y + 7.0,
            escaped(role)
        )?;
    }
    writeln!(out, "</g>")
}

fn color_of(shape: &Shape) -> Color {
    match shape {
        Shape::Box { color, .. }
        | Shape::Line { color, .. }
        | Shape::Text { color, .. }
        | Shape::Step { color, .. } => *color,
    }
}

fn shape(out: &mut String, shape: &Shape) -> fmt::Result {
    let color = hex(color_of(shape));
    match shape {
        Shape::Box {
            bbox, fill, words, ..
        } => {
            let paint = if *fill == 0 {
                format!(r#"fill="transparent" stroke="{color}" stroke-width="0.6""#)
            } else {
                format!(r#"fill="{color}" fill-opacity="{:.2}""#, f32::from(*fill) / 100.0)
            };
            writeln!(
                out,
                r#"<rect x="{:.2}" y="{:.2}" width="{:.2}" height="{:.2}" {paint}><title>{}</title></rect>"#,
                bbox.x0,
                bbox.y0,
                bbox.width(),
                bbox.height(),
                escaped(words)
            )
        }
        Shape::Line { from, to, width, .. } => writeln!(
            out,
            r#"<line x1="{:.2}" y1="{:.2}" x2="{:.2}" y2="{:.2}" stroke="{color}" stroke-width="{width:.2}"/>"#,
            from.0, from.1, to.0, to.1
        ),
        Shape::Text { bbox, text, .. } => writeln!(
            out,
            r#"<text x="{:.2}" y="{:.2}" font-size="{:.2}" fill="{color}">{}</text>"#,
            bbox.x0,
            bbox.y1 - bbox.height() * 0.12,
            bbox.height().min(bbox.width() * 2.2),
            escaped(text)
        ),
        Shape::Step { from, to, number, .. } => {
            if let Some(from) = from {
                writeln!(
                    out,
                    r#"<line x1="{:.2}" y1="{:.2}" x2="{:.2}" y2="{:.2}" stroke="{color}" stroke-width="0.5" stroke-opacity="0.6"/>"#,
                    from.0, from.1, to.0, to.1
                )?;
            }
            writeln!(
                out,
                r#"<text x="{:.2}" y="{:.2}" font-size="5" text-anchor="end" fill="{color}">{number}</text>"#,
                to.0,
                to.1 + 2.0
            )
        }
    }
}

fn hex([red, green, blue]: Color) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Text as it may stand in XML: the five signs by name, control characters, which XML forbids, left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            character if character.is_control() => {}
            '\u{FFFE}' | '\u{FFFF}' => {}
            character => out.push(character),
        }
    }
    out
}
