"""Names of lists in capitals, as people write them."""

import pytest

from conoceles.lib.names import as_written


@pytest.mark.parametrize(
    ("listed", "written"),
    [
        ("ALMA MARINA VITELA RODRIGUEZ", "Alma Marina Vitela Rodriguez"),
        ("MARÍA DE LA LUZ O'FARRILL Y ÑÁÑEZ", "María de la Luz O'Farrill y Ñáñez"),
        ("JOSÉ MCGREGOR DE LOS SANTOS", "José McGregor de los Santos"),
        ("MA. DEL CARMEN PÉREZ-GIL", "Ma. del Carmen Pérez-Gil"),
        ("J. JESUS LA TORRE", "J. Jesus la Torre"),
        ("LA TORRE JUAN", "La Torre Juan"),
        ("JUAN PABLO II DÍAZ", "Juan Pablo II Díaz"),
        ("VAN DER MEER ANA", "Van der Meer Ana"),
        ("«EL GÜERO» PÉREZ", "«El Güero» Pérez"),
        ("MARÍA E. LÓPEZ Y RUIZ", "María E. López y Ruiz"),
        ("ANA Y. RUIZ", "Ana Y. Ruiz"),
        ("MARIA E LOPEZ", "Maria E Lopez"),
        ("Ana DE LA CRUZ", "Ana DE LA CRUZ"),
        ("Luz Río", "Luz Río"),
        ("PRIETO", "PRIETO"),
        ("D'ARTAGNAN RUIZ", "D'Artagnan Ruiz"),
        ("", ""),
    ],
)
def test_capitals_become_a_name(listed, written):
    assert as_written(listed) == written
