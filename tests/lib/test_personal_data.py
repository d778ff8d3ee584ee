"""Personal data in thirty written forms, and what only looks like it."""

import pytest

from conoceles.lib.personal_data import find

WRITTEN = [
    ("phone", "Llame al 8661234567 por la tarde", "8661234567"),
    ("phone", "mi número es 866 123 4567, gracias", "866 123 4567"),
    ("phone", "866-123-45-67", "866-123-45-67"),
    ("phone", "Tel. (866) 123 4567", "(866) 123 4567"),
    ("phone", "oficina: (55) 1234-5678.", "(55) 1234-5678"),
    ("phone", "escríbame al +52 866 123 45 67", "+52 866 123 45 67"),
    ("phone", "al +52 1 866 123 4567", "+52 1 866 123 4567"),
    ("phone", "celular 044 866 123 4567", "044 866 123 4567"),
    ("phone", "866.123.45.67", "866.123.45.67"),
    ("phone", "pregunte en el 86 61 23 45 67 por Juan", "86 61 23 45 67"),
    ("phone", "teléfono de la oficina: 123 45 67", "123 45 67"),
    (
        "phone",
        "ocho seis seis uno dos tres cuatro cinco seis siete",
        "ocho seis seis uno dos tres cuatro cinco seis siete",
    ),
    ("email", "escriba a ana.pena@ejemplo.mx", "ana.pena@ejemplo.mx"),
    ("email", "ANA_PENA99@EJEMPLO.COM", "ANA_PENA99@EJEMPLO.COM"),
    ("email", "ana arroba ejemplo punto com", "ana arroba ejemplo punto com"),
    ("email", "ana [at] ejemplo [dot] com", "ana [at] ejemplo [dot] com"),
    ("email", "correo: ana @ ejemplo.com.mx.", "ana @ ejemplo.com.mx"),
    ("address", "Vivo en la calle Hidalgo #123", "calle Hidalgo #123"),
    ("address", "mi oficina, Av. Benito Juárez 45, Centro", "Av. Benito Juárez 45"),
    ("address", "Blvd. Francisco Villa No. 1200", "Blvd. Francisco Villa No. 1200"),
    ("address", "Privada de los Pinos número 8", "Privada de los Pinos número 8"),
    ("address", "Calzada Lázaro Cárdenas 77-B", "Calzada Lázaro Cárdenas 77-B"),
    ("address", "Centro, C.P. 34000", "C.P. 34000"),
    ("address", "código postal 25700", "código postal 25700"),
    ("address", "Manzana 4, lote 12", "Manzana 4, lote 12"),
    ("curp", "mi CURP es PEXA800101MCLXXN09", "PEXA800101MCLXXN09"),
    ("curp", "pexa800101mclxxn09", "pexa800101mclxxn09"),
    ("rfc", "RFC: PEXA800101AB1", "PEXA800101AB1"),
    ("rfc", "pexa-800101-ab1", "pexa-800101-ab1"),
    ("voter_key", "clave de elector PXXXAN80010105M400", "PXXXAN80010105M400"),
    ("voter_key", "PXXXAN 800101 05 M 400", "PXXXAN 800101 05 M 400"),
    ("curp", "PEXA 800101 MCLXXN 09", "PEXA 800101 MCLXXN 09"),
]


@pytest.mark.parametrize(("kind", "text", "expected"), WRITTEN, ids=[text for _kind, text, _expected in WRITTEN])
def test_each_written_form_is_found_with_its_exact_place(kind, text, expected):
    found = find(text)
    assert [(one.kind, text[one.start : one.end]) for one in found] == [(kind, expected)]


@pytest.mark.parametrize(
    "text",
    [
        "Del 2010 al 2013 fui regidora; en 2015-2018, síndica.",
        "Invertir 12,500,000 pesos en 2027 y 1.250.000 en 2028",
        "Construir 120 viviendas y 45 kilómetros de carretera",
        "La calle principal tendrá 20 luminarias nuevas y banquetas",
        "Artículo 115 de la Constitución, fracción IV, inciso 3",
        "Presidenta 1998 2001 y 2004 2007, diputada 2010 2013",
        "@anapena en redes; llámeme amiga de todos",
        "Ley 25, decreto 1234567, expediente TE-JDC-123/2024",
        "Atenderé a 10 000 personas, 3 000 niñas y 450 madres",
    ],
)
def test_years_amounts_and_laws_are_not_personal_data(text):
    assert find(text) == []
