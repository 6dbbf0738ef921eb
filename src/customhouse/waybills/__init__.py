"""The transport document of a consignment: parties, containers, conveyance, itinerary, and the codes they are told in.

It listens to nothing.
It announces nothing: a waybill is lodged with its declaration, which is what the house hears of.
"""
